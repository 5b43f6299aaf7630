"""What linting costs, as ratios to simple work done in the same run.

Each line: what was measured, the ratio, its limit. The exit status is 1 when a limit is passed.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from compileall import compile_dir
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import agentcore_lint
from agentcore_lint.access.callers import World
from agentcore_lint.access.find import Universes, find
from agentcore_lint.access.permission import permitted
from agentcore_lint.access.question import Allowed, Question
from agentcore_lint.lint import Settings, lint_text
from agentcore_lint.policy.build import build_policy
from bench.walls import WAYS, hard_policy, policy_of_walls

if TYPE_CHECKING:
    from collections.abc import Callable

ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot_{0}-a1B2c3D4e5"
ALL = [
    "bedrock-agentcore:InvokeAgentRuntime*",
    "bedrock-agentcore:StopRuntimeSession",
    "bedrock-agentcore:GetAgentCard",
]
COMMAND = "from agentcore_lint.__main__ import main; main()"
"""What the installed script runs."""


def policy(statements: int, seed: int = 0, action: object = None) -> str:
    """Return a policy of that many statements, one of 20 different walls by `seed`."""
    body = [
        {
            "Sid": f"S{seed}x{number}",
            "Effect": "Deny",
            "Principal": "*",
            "Action": action or ALL,
            "Resource": ARN.format(seed),
            "Condition": {
                "ArnNotEquals": {"aws:PrincipalArn": f"arn:aws:iam::111122223333:role/Proxy{seed % 20}"}
            },
        }
        for number in range(statements)
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": body}, indent=2)


def seconds(work: Callable[[], object], runs: int = 5) -> float:
    """Return the median time of some runs of `work`."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return median(times)


def process(*args: str) -> None:
    """Run Python with these arguments."""
    subprocess.run([sys.executable, *args], capture_output=True, check=False)


def one_file(folder: Path) -> float:
    """Return the cost of linting one clean file against importing click, each a whole process."""
    path = folder / "one.json"
    path.write_text(policy(3))
    lint, base = [], []
    for _ in range(25):
        lint.append(seconds(lambda: process("-c", COMMAND, str(path)), 1))
        base.append(seconds(lambda: process("-c", "import click"), 1))
    return median(lint) / median(base)


def many_files(folder: Path, action: object = None) -> tuple[float, float]:
    """Return the cost of 1,000 files against reading and parsing them, and in seconds."""
    files = []
    for seed in range(1000):
        path = folder / f"policy{seed}.json"
        path.write_text(policy(5, seed, action))
        files.append(path)
    settings = Settings(notes=False)
    lint = seconds(lambda: [lint_text(path.read_bytes(), str(path), settings) for path in files], 3)
    base = seconds(lambda: [json.loads(path.read_bytes()) for path in files], 3)
    return lint / base, lint


def twenty_walls(folder: Path) -> tuple[float, float]:
    """Return the cost of 1,000 files of 5 statements, 20 walls of different make, and in seconds."""
    files = [folder / f"walls{seed}.json" for seed in range(1000)]
    for seed, path in enumerate(files):
        path.write_text(policy_of_walls(seed))
    settings = Settings(notes=False)
    lint = seconds(lambda: [lint_text(path.read_bytes(), str(path), settings) for path in files], 3)
    return lint / seconds(lambda: [json.loads(path.read_bytes()) for path in files], 3), lint


def hard_set() -> tuple[str, float]:
    """Return the answers to questions on 50 statements of 20 keys of 20 globs each, and the longest time."""
    answers: Counter[str] = Counter()
    longest = 0.0
    world = World(ARN.format(0))
    for seed in range(3):
        policies = permitted(build_policy(hard_policy(seed), "resource-policy"))
        known = Universes()
        for facts in (
            (Allowed(policies, (WAYS[0],)),),
            (Allowed(policies, (WAYS[0],), wanted=False), Allowed(policies, (WAYS[3],))),
            (Allowed(policies, tuple(WAYS)),),
            (Allowed(policies, (WAYS[0],)), Allowed(policies, (WAYS[0],), wanted=False)),
        ):
            start = time.perf_counter()
            answers[type(find(Question(facts, world), known=known)).__name__] += 1
            longest = max(longest, time.perf_counter() - start)
    return ", ".join(f"{count} {name}" for name, count in answers.items()), longest


def one_open_file(folder: Path) -> float:
    """Return the cost of a file about which the search is asked, against one where it is not."""
    plain, searched = folder / "plain.json", folder / "searched.json"
    plain.write_text(policy_of_walls(0))
    searched.write_text(policy_of_walls(19))

    def cost(path: Path) -> float:
        return seconds(lambda: process("-c", COMMAND, str(path)), 15)

    return cost(searched) / cost(plain)


def growth() -> tuple[float, float]:
    """Return how much more 1,000 statements cost than 250, over four times as much, and seconds."""
    small, large = policy(250), policy(1000)
    settings = Settings(notes=False)
    lint = seconds(lambda: lint_text(large, "large.json", settings))
    return lint / (4 * seconds(lambda: lint_text(small, "small.json", settings))), lint


def unrelated(folder: Path) -> float:
    """Return the cost of a tree of 10,000 files without a policy against reading them."""
    tree = folder / "tree"
    for number in range(10_000):
        path = tree / f"d{number % 100}" / f"f{number}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"number": number, "text": "x" * 2000}))
    read = (
        "import click, os, sys\n"
        "for root, _, names in os.walk(sys.argv[1]):\n"
        "    for name in names: open(os.path.join(root, name), 'rb').read()"
    )
    lint = seconds(lambda: process("-c", COMMAND, str(tree)), 3)
    return lint / seconds(lambda: process("-c", read, str(tree)), 3)


def terraform_module(folder: Path) -> float:
    """Return the seconds that a module of 200 files takes, each with a runtime and its policy."""
    module = folder / "module"
    module.mkdir()
    for number in range(200):
        arn = f"aws_bedrockagentcore_agent_runtime.bot{number}.agent_runtime_arn"
        (module / f"bot{number}.tf").write_text(
            f"""
resource "aws_bedrockagentcore_agent_runtime" "bot{number}" {{
  agent_runtime_name = "bot{number}"
}}

resource "aws_bedrockagentcore_resource_policy" "bot{number}" {{
  resource_arn = {arn}
  policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Deny"
      Principal = "*"
      Action    = "bedrock-agentcore:InvokeAgentRuntime*"
      Resource  = {arn}
      Condition = {{ ArnNotEquals = {{ "aws:PrincipalArn" = var.proxy }} }}
    }}]
  }})
}}
"""
        )
    return seconds(lambda: process("-c", COMMAND, str(module)), 3)


def lines_memory(folder: Path) -> float:
    """Return the growth of memory from 2,000 lines of policies to 20,000 (of the process alone: Linux)."""
    line = json.dumps(json.loads(policy(2)))
    sizes = []
    for count in (2_000, 20_000):
        path = folder / f"lines{count}.jsonl"
        path.write_text(f"{line}\n" * count)
        code = (
            "import sys\nfrom agentcore_lint.lint import Settings, lint_file\n"
            "lint_file(sys.argv[1], Settings(notes=False), named=True)\n"
            "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
        )
        sizes.append(int(done.stdout))
    return sizes[1] / sizes[0]


def main() -> int:
    """Measure all, print the lines, and return the exit status."""
    compile_dir(str(Path(agentcore_lint.__file__).parent), quiet=1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ratio, took = many_files(folder)
        open_ratio, open_took = many_files(folder, "bedrock-agentcore:InvokeAgentRuntime")
        grown, large = growth()
        walls_ratio, walls_took = twenty_walls(folder)
        answers, longest = hard_set()
        rows = [
            ("one clean file of 3 statements / import click, whole process", one_file(folder), 1.4),
            (f"1,000 clean files of 5 statements / json.loads ({took:.2f} s)", ratio, 16.0),
            (f"1,000 files with 5 open walls each / json.loads ({open_took:.2f} s)", open_ratio, None),
            (f"1,000 files of 5 statements, 20 walls / json.loads ({walls_took:.2f} s)", walls_ratio, 16.0),
            ("the same in seconds", walls_took, 1.0),
            (f"hard set, longest answer in seconds ({answers})", longest, None),
            ("one file that takes a search / one that takes none, whole process", one_open_file(folder), 1.3),
            (f"1,000 statements / 4 x 250 statements ({large:.2f} s)", grown, 1.5),
            ("10,000 files without a policy / reading them", unrelated(folder), 1.2),
            ("a Terraform module of 200 files, seconds, whole process", terraform_module(folder), 1.0),
            ("memory of 20,000 JSON Lines / of 2,000", lines_memory(folder), 1.2),
        ]
    print(f"peak of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")
    passed = True
    for what, value, limit in rows:
        within = limit is None or value <= limit
        passed = passed and within
        print(f"{value:7.2f}  (limit {limit or '-'}){'' if within else '  OVER'}  {what}")
    return 0 if passed else 1


if __name__ == "__main__":
    raise SystemExit(main())
