"""The shapes on the wire: requests read as protobuf messages, errors in Google's JSON."""
