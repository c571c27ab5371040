"""A tuning job of the service in the words of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.tuning import (
    Checkpoint,
    JobState,
    RemoteJob,
    TokenSpread,
    TunedModel,
    TuningStatistics,
)
from services.vertex.failures import plain

if TYPE_CHECKING:
    from google.genai import types

ADAPTER_SIZES = {
    1: "ADAPTER_SIZE_ONE",
    2: "ADAPTER_SIZE_TWO",
    4: "ADAPTER_SIZE_FOUR",
    8: "ADAPTER_SIZE_EIGHT",
    16: "ADAPTER_SIZE_SIXTEEN",
    32: "ADAPTER_SIZE_THIRTY_TWO",
}

_STATES = {
    "JOB_STATE_QUEUED": JobState.WAITING,
    "JOB_STATE_PENDING": JobState.WAITING,
    "JOB_STATE_RUNNING": JobState.TUNING,
    "JOB_STATE_UPDATING": JobState.TUNING,
    "JOB_STATE_SUCCEEDED": JobState.SUCCEEDED,
    "JOB_STATE_PARTIALLY_SUCCEEDED": JobState.PARTLY_SUCCEEDED,
    "JOB_STATE_FAILED": JobState.FAILED,
    "JOB_STATE_EXPIRED": JobState.FAILED,
    "JOB_STATE_CANCELLING": JobState.CANCELLING,
    "JOB_STATE_CANCELLED": JobState.CANCELLED,
}

_DETAILED_STATES = {
    "TUNING_JOB_STATE_WAITING_FOR_QUOTA": JobState.WAITING_FOR_QUOTA,
    "TUNING_JOB_STATE_PROCESSING_DATASET": JobState.READING_DATA,
    "TUNING_JOB_STATE_WAITING_FOR_CAPACITY": JobState.WAITING_FOR_CAPACITY,
    "TUNING_JOB_STATE_TUNING": JobState.TUNING,
    "TUNING_JOB_STATE_POST_PROCESSING": JobState.FINISHING,
}

_UNSPECIFIED = ("", "JOB_STATE_UNSPECIFIED", "TUNING_JOB_STATE_UNSPECIFIED")


def remote_job(job: types.TuningJob, label_key: str) -> RemoteJob:
    """The job in our words.

    Shape: google.cloud.aiplatform TuningJob, with `tuningJobState` and `tuningJobMetadata` where
    the service sends them.
    """
    state, service_state = job_state(plain(job.state), plain(job.tuning_job_state))
    metadata = job.tuning_job_metadata
    return RemoteJob(
        name=job.name or "",
        state=state,
        service_state=service_state,
        label=(job.labels or {}).get(label_key, ""),
        completed_epochs=metadata.completed_epoch_count if metadata else None,
        tuned=_tuned(job.tuned_model),
        statistics=_statistics(job.tuning_data_stats),
        error=(job.error.message or "") if job.error else "",
        experiment=job.experiment or "",
    )


def job_state(state: str, detail: str) -> tuple[JobState, str]:
    """Our state, and the service's word for it. What is not known is OTHER, and never ends a job.

    The detail says more than the state only while the job runs or waits.
    """
    if state in _UNSPECIFIED:
        return JobState.WAITING, state
    ours = _STATES.get(state, JobState.OTHER)
    if ours not in (JobState.TUNING, JobState.WAITING) or detail in _UNSPECIFIED:
        return ours, state
    return _DETAILED_STATES.get(detail, JobState.OTHER), detail


def _tuned(tuned: types.TunedModel | None) -> TunedModel | None:
    if tuned is None or not tuned.endpoint:
        return None
    return TunedModel(
        model=tuned.model or "",
        endpoint=tuned.endpoint,
        checkpoints=tuple(
            Checkpoint(
                point.checkpoint_id or "",
                point.epoch or 0,
                point.step or 0,
                point.endpoint or "",
            )
            for point in tuned.checkpoints or ()
        ),
    )


def _statistics(stats: types.TuningDataStats | None) -> TuningStatistics | None:
    supervised = stats.supervised_tuning_data_stats if stats else None
    if supervised is None:
        return None
    indices = supervised.truncated_example_indices or []
    reasons = supervised.dropped_example_reasons or []
    return TuningStatistics(
        examples=supervised.tuning_dataset_example_count or 0,
        steps=supervised.tuning_step_count or 0,
        billable_tokens=supervised.total_billable_token_count or 0,
        truncated=supervised.total_truncated_example_count or 0,
        dropped=tuple(
            (line, reasons[place] if place < len(reasons) else "")
            for place, line in enumerate(indices)
        ),
        input_tokens=_spread(supervised.user_input_token_distribution),
        output_tokens=_spread(supervised.user_output_token_distribution),
    )


def _spread(said: types.SupervisedTuningDatasetDistribution | None) -> TokenSpread | None:
    if said is None or not said.buckets:
        return None
    return TokenSpread(
        least=said.min or 0.0,
        most=said.max or 0.0,
        mean=said.mean or 0.0,
        median=said.median or 0.0,
        p5=said.p5 or 0.0,
        p95=said.p95 or 0.0,
        buckets=tuple(
            (bucket.left or 0.0, bucket.right or 0.0, round(bucket.count or 0))
            for bucket in said.buckets
        ),
    )
