"""Names under which texts, answers, splits and groups usually stand, folded."""

from __future__ import annotations

TEXT = (
    "text", "texts", "sentence", "review", "document", "message", "question", "utterance",
    "content", "body", "comment", "query", "input", "description", "tweet", "prompt",
    "input_text",
    "텍스트", "문장", "리뷰", "내용", "댓글", "本文", "テキスト", "文章", "文本", "內容", "内容",
    "texto", "texte",
)  # fmt: skip
ANSWER = (
    "label", "labels", "category", "class", "answer", "gold", "gold answer", "intent",
    "sentiment", "target", "tag", "topic", "record", "output", "output_text", "folder", "key",
    "라벨", "레이블", "분류", "감성",
    "ラベル", "标签", "標籤", "etiqueta", "étiquette",
)  # fmt: skip
RATING = (
    "rating",
    "ratings",
    "stars",
    "star",
    "score",
    "rate",
    "평점",
    "별점",
    "評価",
    "评分",
    "評分",
)
SPLIT = ("split", "subset", "fold", "partition", "set")
GROUPS = ("group", "group id", "group_id")
KNOWN = frozenset((*TEXT, *ANSWER, *RATING, *SPLIT, *GROUPS, "id"))
