"""Condition keys: their types, and when an AgentCore call carries them.

Source: IAM user guide, "AWS global condition context keys"; that AgentCore is not among the services
which send aws:SourceVpcArn and the aws:Vpce… keys stands on the same page. What a token holder's
request carries is from there and from the AgentCore devguide, "Resource-based policies".
"""

from functools import cache
from typing import Literal, NamedTuple

from agentcore_lint.service.catalog import condition_keys

Type = Literal["String", "Bool", "Numeric", "Date", "DateOrNumeric", "ARN", "IP"]
Under = Literal["present", "absent", "unknown"]


class Key(NamedTuple):
    """A condition key in AWS's spelling. `oauth`: whether a token holder's request carries it."""

    name: str
    type: Type
    multivalued: bool = False
    oauth: Under = "unknown"
    never: bool = False


_ABSENT: Under = "absent"
_GLOBAL = (
    Key("aws:PrincipalArn", "ARN", oauth=_ABSENT),
    Key("aws:PrincipalAccount", "String"),
    Key("aws:PrincipalType", "String"),
    Key("aws:userid", "String"),
    Key("aws:username", "String", oauth=_ABSENT),
    Key("aws:PrincipalOrgID", "String", oauth=_ABSENT),
    Key("aws:PrincipalOrgPaths", "String", multivalued=True, oauth=_ABSENT),
    Key("aws:PrincipalIsAWSService", "Bool", oauth=_ABSENT),
    Key("aws:PrincipalServiceName", "String", oauth=_ABSENT),
    Key("aws:PrincipalServiceNamesList", "String", multivalued=True, oauth=_ABSENT),
    Key("aws:SourceArn", "ARN"),
    Key("aws:SourceAccount", "String"),
    Key("aws:SourceOrgID", "String"),
    Key("aws:SourceOrgPaths", "String", multivalued=True),
    Key("aws:SourceIp", "IP", oauth="present"),
    Key("aws:SourceVpc", "String", oauth="present"),
    Key("aws:SourceVpce", "String", oauth="present"),
    Key("aws:VpcSourceIp", "IP", oauth="present"),
    Key("aws:SourceVpcArn", "ARN", never=True, oauth=_ABSENT),
    Key("aws:VpceAccount", "String", never=True, oauth=_ABSENT),
    Key("aws:VpceOrgID", "String", never=True, oauth=_ABSENT),
    Key("aws:VpceOrgPaths", "String", multivalued=True, never=True, oauth=_ABSENT),
    Key("aws:ViaAWSService", "Bool"),
    Key("aws:CalledVia", "String", multivalued=True),
    Key("aws:CalledViaFirst", "String"),
    Key("aws:CalledViaLast", "String"),
    Key("aws:ViaAWSMCPService", "Bool"),
    Key("aws:CalledViaAWSMCP", "String"),
    Key("aws:IsMcpServiceAction", "Bool"),
    Key("aws:SecureTransport", "Bool"),
    Key("aws:CurrentTime", "Date"),
    Key("aws:EpochTime", "DateOrNumeric"),
    Key("aws:MultiFactorAuthPresent", "Bool"),
    Key("aws:MultiFactorAuthAge", "Numeric"),
    Key("aws:TokenIssueTime", "Date"),
    Key("aws:RequestedRegion", "String"),
    Key("aws:ResourceAccount", "String"),
    Key("aws:ResourceOrgID", "String"),
    Key("aws:ResourceOrgPaths", "String", multivalued=True),
    Key("aws:TagKeys", "String", multivalued=True),
    Key("aws:UserAgent", "String"),
    Key("aws:Referer", "String"),
    Key("aws:FederatedProvider", "String"),
    Key("aws:SourceIdentity", "String"),
    Key("aws:AssumedRoot", "Bool"),
    Key("aws:SignInSessionArn", "ARN"),
    Key("aws:ChatbotSourceArn", "ARN"),
    Key("aws:Ec2InstanceSourceVpc", "String"),
    Key("aws:Ec2InstanceSourcePrivateIPv4", "IP"),
    Key("ec2:RoleDelivery", "Numeric"),
    Key("ec2:SourceInstanceArn", "ARN"),
    Key("lambda:SourceFunctionArn", "ARN"),
    Key("ssm:SourceInstanceArn", "ARN"),
    Key("codebuild:BuildArn", "ARN"),
    Key("codebuild:ProjectArn", "ARN"),
    Key("glue:RoleAssumedBy", "String"),
    Key("glue:CredentialIssuingService", "String"),
    Key("identitystore:UserId", "String"),
)
_FAMILIES = (
    Key("aws:PrincipalTag/", "String", oauth=_ABSENT),
    Key("aws:ResourceTag/", "String"),
    Key("aws:RequestTag/", "String"),
)

NETWORK = frozenset(("aws:sourceip", "aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip"))
FORGEABLE = frozenset(("aws:useragent", "aws:referer"))
"""Keys that the caller writes (IAM user guide, on aws:UserAgent and aws:referer)."""
ALWAYS = frozenset(
    (
        "aws:securetransport",
        "aws:currenttime",
        "aws:epochtime",
        "aws:requestedregion",
        "aws:useragent",
        "aws:resourceaccount",
    )
)
"""Keys, in lower case, that every call carries: of the request and not of the caller, so that nothing
suggests that a token changes them."""
OF_SIGNED = frozenset(
    (
        "aws:viaawsservice",
        "aws:principalisawsservice",
        "aws:principalaccount",
        "aws:principaltype",
        "aws:userid",
    )
)
"""Keys, in lower case, that every signed call carries; of token holders it is not documented."""


@cache
def _by_lower() -> dict[str, Key]:
    keys = {key.name.lower(): key for key in _GLOBAL}
    for name, kind in condition_keys().items():
        if "${" not in name:
            keys.setdefault(name.lower(), Key(name, "String", multivalued=kind.startswith("ArrayOf")))
    return keys


@cache
def _families() -> tuple[tuple[str, Key], ...]:
    ours = (name.partition("${")[0] for name in condition_keys() if "${" in name)
    keys = {key.name.lower(): key for key in (*(Key(name, "String") for name in ours), *_FAMILIES)}
    return tuple(keys.items())


def find_key(name: str) -> Key | None:
    """Return what is known of a condition key (matched without case), or None."""
    lower = name.lower()
    known = _by_lower().get(lower)
    if known is None:
        for prefix, key in _families():
            if lower.startswith(prefix) and len(lower) > len(prefix):
                return key
    return known


def spelled(key: str) -> str:
    """Return a key in AWS's spelling, as it is when it is not known."""
    known = find_key(key)
    if known is None:
        return key
    return known.name + key[len(known.name) :] if known.name.endswith("/") else known.name


def nearest_key(name: str) -> str | None:
    """Return the known key that is nearest to an unknown one."""
    import difflib

    lower = name.lower()
    for prefix, key in _families():
        head, slash, tag = name.partition("/")
        if slash and difflib.SequenceMatcher(None, f"{head}/".lower(), prefix).ratio() > 0.85:
            return key.name + tag
    near = difflib.get_close_matches(lower, _by_lower(), n=1, cutoff=0.75)
    return _by_lower()[near[0]].name if near else None
