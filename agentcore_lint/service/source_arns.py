"""The shapes of the ARNs that services give as aws:SourceArn, where all shapes of the service are known.

Sources: the service authorization reference and the developer guides of Lambda, Amazon S3, Amazon SNS,
Amazon SQS, Step Functions and EventBridge.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from agentcore_lint.policy.shape import ACCOUNT, ALPHANUMERIC, DIGITS, LOWER, PARTITION, Run, Shape
from agentcore_lint.values import has_hole

_NAME = Run(ALPHANUMERIC + "_.+=@-", 1, 256)
_ANY = Run("".join(map(chr, range(32, 127))), 1, 1024)
_WORDS = Run(ALPHANUMERIC + "-_$.:", 1, 256)
_PATH = Run(ALPHANUMERIC + "-_.+=@#/", 1, 512)
_TYPE = Run(LOWER + "-", 1, 40)
_REGION = Run(LOWER + DIGITS + "-", 1, 30)
_ID = Run(DIGITS + "abcdef-", 36, 36)


class Known(NamedTuple):
    """A service in words, the form of the ARN that it gives, and all that its ARNs can end in."""

    service: str
    form: str
    tails: tuple[tuple[str | Run, ...], ...]


_KNOWN = {
    "lambda": Known(
        "a Lambda function",
        "function:NAME",
        tuple(
            (f"{each}:", _WORDS)
            for each in ("function", "layer", "event-source-mapping", "code-signing-config")
        ),
    ),
    "sns": Known(
        "an SNS topic", "NAME", ((_NAME,), (_NAME, ":", _ID), ("app/", _PATH), ("endpoint/", _PATH))
    ),
    "sqs": Known("an SQS queue", "NAME", ((_NAME,),)),
    "states": Known(
        "a Step Functions state machine",
        "stateMachine:NAME",
        tuple((f"{each}:", _ANY) for each in ("stateMachine", "execution", "express", "activity", "mapRun")),
    ),
    "events": Known("an EventBridge rule", "rule/NAME", ((_TYPE, "/", _PATH),)),
}
_S3 = Known("an S3 bucket", "arn:aws:s3:::NAME", ((_TYPE, "/", _ANY),))
_SERVICES = frozenset((*_KNOWN, "s3"))
_HOLE = "\U000f0000"


@cache
def _shapes(service: str) -> tuple[Shape, ...]:
    if service == "s3":
        bucket = Shape("arn:", *PARTITION, ":s3:::", _ANY)
        of_account = Shape(
            "arn:", *PARTITION, ":s3:", _REGION._replace(least=0), ":", ACCOUNT, ":", *_S3.tails[0]
        )
        return (bucket, of_account)
    return tuple(
        Shape("arn:", *PARTITION, f":{service}:", _REGION, ":", ACCOUNT, ":", *tail)
        for tail in _KNOWN[service].tails
    )


class Wrong(NamedTuple):
    """Why a value is no ARN of its service; `meant`: the ARN that it was meant to be, where that is clear."""

    text: str
    meant: str | None


def problem_of(text: str) -> Wrong | None:
    """Return why no ARN of a service matches a value, or None. Wildcards and holes may be anything."""
    parts = text.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn" or parts[2] not in _SERVICES or "${" in text:
        return None
    if any(has_hole(part) for part in parts[:3]) or _fits(parts[2], text):
        return None
    head, tail = ":".join(parts[:5]), parts[5]
    known = _S3 if parts[2] == "s3" else _KNOWN[parts[2]]
    form = known.form if parts[2] == "s3" else f"…:{parts[2]}:REGION:ACCOUNT:{known.form}"
    meant = next((each for each in _guesses(parts[2], head, tail) if _fits(parts[2], each)), None)
    return Wrong(f"{known.service} is {form}", meant)


def _fits(service: str, text: str) -> bool:
    opened = text.replace("*", _HOLE).replace("?", _HOLE)
    return any(shape.fits(opened) for shape in _shapes(service))


def _guesses(service: str, head: str, tail: str) -> list[str]:
    """Return the ARNs that may have been meant: another separator, no type, or another case."""
    kind = next((each for each in ("/", ":") if each in tail), "")
    name = tail.split(kind, 1)[1] if kind else tail
    if service == "s3":
        return [f"{':'.join(head.split(':')[:3])}:::{name}"]
    right = {"lambda": "function:", "states": "stateMachine:", "events": "rule/"}.get(service, "")
    return [f"{head}:{right}{name}"]
