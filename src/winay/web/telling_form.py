"""The form of an assembly's minutes: what was marked and typed, read into what the verb takes and shown again as it
was. Its parts grow by a button each, so it works without any script."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from winay.nuclei.assembly_rules import ELECTING, MOST_CANDIDATES, MOST_MOTIONS, AssemblyTold, BallotSaid, MotionSaid
from winay.nuclei.queries.people import Crowd
from winay.nuclei.terms import AssemblyKind, MotionKind, Post
from winay.nuclei.wording import MOTIONS, POSTS
from winay.registry.rules import household_code
from winay.web.addresses import uuid_or_none
from winay.web.enrolment_words import person_name
from winay.web.household_words import age_words

BEGIN_WITH = 3
MOST = 9_999


def labels_of(crowd: Crowd) -> dict[str, UUID]:
    """Everybody of age of a nucleus by the words with which a list offers them: household and community, and where two
    are of one name their age."""
    found: dict[str, UUID] = {}
    for home in crowd.homes:
        where = f"{household_code(home.household.public_id)} · {home.household.place.name}"
        for one in home.people:
            if one.public_id not in crowd.minors:
                age = f" · {age_words(one, crowd.on)}" if one.public_id in crowd.namesakes else ""
                found[_unlike(f"{person_name(one)} · {where}{age}", found)] = one.public_id
    return found


def _unlike(words: str, taken: Collection[str]) -> str:
    """The words, with a number behind them where somebody has the same ones."""
    same, number = words, 1
    while words in taken:
        number += 1
        words = f"{same} ({number})"
    return words


@dataclass
class Telling:
    """What was typed. `problems` are what no verb could be asked with."""

    data: QueryDict
    kind: AssemblyKind
    labels: Mapping[str, UUID]
    appointing: bool
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.add = self.data.get("add", "")
        self.came = {one for text in self.data.getlist("came") if (one := uuid_or_none(text))}
        self.spoke = {one for text in self.data.getlist("spoke") if (one := uuid_or_none(text))}
        self.n_motions = min(MOST_MOTIONS, self._count("motions", 1) + (self.add == "motion"))
        self.n_candidates = min(MOST_CANDIDATES, self._count("candidates", BEGIN_WITH) + 2 * (self.add == "candidate"))

    def _count(self, name: str, least: int) -> int:
        text = self.data.get(name, "")
        return max(least, int(text)) if text.isascii() and text.isdigit() and len(text) < 3 else least

    def text(self, name: str) -> str:
        return self.data.get(name, "").strip()

    def number(self, name: str) -> int:
        """A number of votes; nothing is 0, and what is no number a problem."""
        text = self.text(name)
        if not text:
            return 0
        if not (text.isascii() and text.isdigit() and int(text) <= MOST):
            self.problems.append(_("Escriba los votos con números: «%(text)s» no lo es.") % {"text": text[:20]})
            return 0
        return int(text)

    @property
    def posts(self) -> list[Post]:
        """The posts that this assembly may elect."""
        if self.kind not in ELECTING:
            return []
        return [post for post in Post if not (post is Post.PROSECUTOR and self.appointing)]

    def rounds(self, post: Post) -> int:
        return min(5, self._count(f"rounds-{post}", 1) + (self.add == f"round-{post}"))

    def motions(self) -> list[dict[str, Any]]:
        """The rows of motions, as the page shows them again."""
        names = ("kind", "text", "for", "against", "abstained", "unanimous", "mandate", "minutes")
        return [
            {"n": n, **{name: self.text(f"motion-{n}-{name}") for name in names}} for n in range(1, self.n_motions + 1)
        ]

    def ballots(self) -> list[dict[str, Any]]:
        """The rows of rounds of votes, post by post."""
        return [
            {
                "post": post,
                "words": str(POSTS[post]),
                "count": self.rounds(post),
                "rounds": [
                    {
                        "n": n,
                        "key": f"ballot-{post}-{n}",
                        "blank": self.text(f"ballot-{post}-{n}-blank"),
                        "rows": [
                            {
                                "n": row,
                                "name": self.text(f"ballot-{post}-{n}-name-{row}"),
                                "votes": self.text(f"ballot-{post}-{n}-votes-{row}"),
                            }
                            for row in range(1, self.n_candidates + 1)
                        ],
                    }
                    for n in range(1, self.rounds(post) + 1)
                ],
            }
            for post in self.posts
        ]

    def told(self, *, scan: str) -> AssemblyTold:
        """What the verb takes. Rows in which nothing was written are left out."""
        call = self.text("call")
        return AssemblyTold(
            call=int(call) if call in {"1", "2"} else 0,
            led_by=self.text("led_by"),
            language=self.text("language"),
            on_behalf_of=self.text("on_behalf_of"),
            present={one: one in self.spoke for one in sorted(self.came | self.spoke)},
            motions=tuple(self._motions()),
            ballots=tuple(self._ballots()),
            notes=self.text("notes"),
            scan_sha256=scan,
        )

    def _motions(self) -> Sequence[MotionSaid]:
        found = []
        for row in self.motions():
            if not row["text"] and not row["kind"]:
                continue
            if row["kind"] not in set(MotionKind):
                self.problems.append(_("Diga de qué trata el acuerdo %(n)s.") % {"n": row["n"]})
                continue
            kind, key = MotionKind(row["kind"]), f"motion-{row['n']}"
            unanimous = bool(row["unanimous"])
            found.append(
                MotionSaid(
                    kind=kind, text=row["text"] or str(MOTIONS[kind]),
                    votes_for=0 if unanimous else self.number(f"{key}-for"),
                    votes_against=self.number(f"{key}-against"), abstained=self.number(f"{key}-abstained"),
                    unanimous=unanimous,
                    mandate=uuid_or_none(row["mandate"]) if kind is MotionKind.RECALL else None,
                    minutes_of=uuid_or_none(row["minutes"]) if kind is MotionKind.CONFIRM_MINUTES else None,
                )
            )  # fmt: skip
        return found

    def _ballots(self) -> Sequence[BallotSaid]:
        found = []
        for one in self.ballots():
            for told in one["rounds"]:
                votes = []
                for row in told["rows"]:
                    if not row["name"]:
                        continue
                    member = self.labels.get(row["name"])
                    if member is None:
                        words = _("No se reconoce a «%(name)s»: escoja a la persona de la lista.")
                        self.problems.append(words % {"name": row["name"][:80]})
                        continue
                    votes.append((member, self.number(f"{told['key']}-votes-{row['n']}")))
                blank = self.number(f"{told['key']}-blank")
                if votes or blank:
                    found.append(BallotSaid(one["post"], tuple(votes), blank))
        return found
