"""Elections, recalls, resignations: who holds which post when, in whatever order it is told."""

import pytest

from tests import people
from tests.nuclei import boards_scene as boards
from tests.nuclei import scene
from tests.nuclei.scene import DAY, WHY
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.journeys.wording import say
from winay.nuclei.governance_models import Ballot, Candidate, Mandate
from winay.nuclei.queries.boards import board_of, mandates_of, voices_of
from winay.nuclei.services.mandates import appoint_prosecutor, close_board, end_mandate, reopen_mandate
from winay.nuclei.services.minutes import tell_assembly
from winay.nuclei.terms import AssemblyKind, MandateEnd, Post
from winay.programs.models import Setting
from winay.registry.terms import Kin, Sex

pytestmark = pytest.mark.django_db
PAPER = "Resolución de alcaldía 041-2026-MDV"


made = world(scene.formed, 5)


def who(made, number):
    return made.person(number).public_id


def ends(made, post, why=MandateEnd.RESIGNED, on=20, note=""):
    return end_mandate(
        mandate=boards.mandate(made, post), why=why, on=boards.day(made, on), note=note, by=made.ana, at=now()
    )  # fmt: skip


def refused_telling(made, on=None, **more):
    one = boards.called(made, on, kind=more.pop("kind", AssemblyKind.ELECTING))
    with pytest.raises(Refused) as refused:
        tell_assembly(assembly=one, told=boards.told(made, **more), by=made.ana, at=now())
    assert all(say(reason) for reason in refused.value.reasons)
    return boards.codes(refused)


# ---- elections ----------------------------------------------------------------------------------------------------


def test_whoever_has_most_votes_holds_the_post_from_that_day(made):
    ballot = boards.ballot(made, Post.PRESIDENT, (0, 3), (1, 1), blank=1)
    one = boards.held(made, boards.day(made, 3), ballots=(ballot,))
    mandate = Mandate.objects.get()
    assert (mandate.post, mandate.member, mandate.began_on) == ("president", made.person(0), one.held_on)
    assert (mandate.origin, mandate.assembly, mandate.ended_on) == ("elected", one, None)
    entry = boards.line("tell_assembly")
    assert entry.after["elected"] == ["president"] and ("member", str(who(made, 0))) in entry.subjects
    board = board_of(made.nucleus, one.held_on)
    assert (board.held, board.women, board.complete) == (1, 1, False)
    assert not board_of(made.nucleus, one.held_on - DAY).held


def test_a_tie_elects_nobody_and_another_round_does(made):
    tie = boards.ballot(made, Post.TREASURER, (0, 2), (1, 2), blank=1)
    again = boards.ballot(made, Post.TREASURER, (0, 2), (1, 3))
    boards.held(made, ballots=(tie, again))
    rounds = list(Ballot.objects.order_by("id").values_list("round", "tied", "blank"))
    assert rounds == [(1, True, 1), (2, False, 0)]
    assert Candidate.objects.get(elected=True).member == made.person(1) == Mandate.objects.get().member


def test_a_tie_leaves_the_post_as_it_was(made):
    boards.elects(made, boards.day(made, 1), president=0)
    boards.held(made, boards.day(made, 9), ballots=(boards.ballot(made, Post.PRESIDENT, (1, 2), (2, 2)),))
    assert boards.holder(made, Post.PRESIDENT) == who(made, 0)


def test_a_round_in_which_everybody_voted_blank_elects_nobody(made):
    boards.held(made, ballots=(boards.ballot(made, Post.PRESIDENT, (0, 0), blank=5),))
    assert Ballot.objects.get().tied and not Mandate.objects.exists()


def test_the_holder_before_is_replaced_that_day_by_that_assembly(made):
    boards.elects(made, boards.day(made, 1), president=0)
    second = boards.elects(made, boards.day(made, 30), president=1)
    before = Mandate.objects.get(member=made.person(0))
    assert (before.ended_on, before.end_why, before.ended_at_assembly) == (second.held_on, "term", second)
    assert boards.holder(made, Post.PRESIDENT, boards.day(made, 29)) == who(made, 0)
    assert boards.holder(made, Post.PRESIDENT, boards.day(made, 30)) == who(made, 1)


def test_whoever_is_elected_again_has_a_new_mandate(made):
    boards.elects(made, boards.day(made, 1), president=0)
    boards.elects(made, boards.day(made, 30), president=0)
    assert Mandate.objects.filter(member=made.person(0)).count() == 2
    assert boards.holder(made, Post.PRESIDENT) == who(made, 0)


def test_a_whole_board_changes_places_in_one_assembly(made):
    boards.elects(made, boards.day(made, 1), president=0, treasurer=1)
    boards.elects(made, boards.day(made, 30), president=1, treasurer=0)
    assert boards.holder(made, Post.PRESIDENT) == who(made, 1)
    assert boards.holder(made, Post.TREASURER) == who(made, 0)


@pytest.mark.parametrize("kind", [AssemblyKind.ORDINARY, AssemblyKind.DIAGNOSTIC])
def test_only_an_electing_or_constituting_assembly_elects(made, kind):
    assert refused_telling(made, kind=kind, ballots=(boards.ballot(made, Post.PRESIDENT, (0, 5)),)) == [
        "elects_elsewhere"
    ]


def test_one_person_in_two_posts_is_refused(made):
    twice = tuple(boards.ballot(made, post, (0, 5)) for post in (Post.PRESIDENT, Post.TREASURER))
    assert refused_telling(made, ballots=twice) == ["elected_twice"]
    boards.elects(made, boards.day(made, 1), president=0)
    assert refused_telling(made, boards.day(made, 9), ballots=(boards.ballot(made, Post.TREASURER, (0, 5)),)) == [
        "two_posts"
    ]


def test_a_person_from_outside_or_under_age_is_not_elected(made):
    stranger = scene.enrolment.household(made.ana)
    outside = boards.ballot(made, Post.PRESIDENT)
    child = made.cycles[0].household.members.exclude(pk=made.person(0).pk).get()
    for member, code in ((stranger.participant, "candidate_outside"), (child, "candidate_minor")):
        votes = ((member.public_id, 5),)
        one = type(outside)(Post.PRESIDENT, votes)
        assert refused_telling(made, boards.day(made, 2 + len(code)), ballots=(one,)) == [code]


def test_votes_that_cannot_be_are_refused(made):
    wrong = [
        (boards.ballot(made, Post.PRESIDENT, (0, 4), (1, 2)), "votes_over"),
        (boards.ballot(made, Post.PRESIDENT, (0, 4), blank=2), "votes_over"),
        (boards.ballot(made, Post.PRESIDENT, (0, -1)), "ballot_votes"),
        (boards.ballot(made, Post.PRESIDENT), "no_candidates"),
        (boards.ballot(made, Post.PRESIDENT, (0, 2), (0, 2)), "candidate_twice"),
    ]
    for number, (ballot, code) in enumerate(wrong, 1):
        assert code in refused_telling(made, boards.day(made, number), ballots=(ballot,))


def test_no_round_follows_one_that_somebody_won(made):
    won = boards.ballot(made, Post.PRESIDENT, (0, 5))
    assert refused_telling(made, ballots=(won, boards.ballot(made, Post.PRESIDENT, (1, 5)))) == ["round_after_elected"]


# ---- recalls and other ends ---------------------------------------------------------------------------------------


def test_an_assembly_recalls_by_a_motion_that_is_carried(made):
    boards.elects(made, boards.day(made, 1), treasurer=0)
    one = boards.mandate(made, Post.TREASURER)
    boards.held(made, boards.day(made, 5), kind=AssemblyKind.ORDINARY, motions=(boards.recall(one, 1, 3),))
    assert boards.holder(made, Post.TREASURER) == who(made, 0)
    recalled = boards.held(made, boards.day(made, 9), kind=AssemblyKind.ORDINARY, motions=(boards.recall(one),))
    one.refresh_from_db()
    assert (one.end_why, one.ended_on, one.ended_at_assembly) == ("recalled", recalled.held_on, recalled)
    assert boards.holder(made, Post.TREASURER) is None


def test_staff_do_not_recall(made):
    boards.elects(made, boards.day(made, 1), treasurer=0)
    for why in (MandateEnd.RECALLED, MandateEnd.NUCLEUS_CLOSED):
        with pytest.raises(Refused) as refused:
            ends(made, Post.TREASURER, why)
        assert boards.codes(refused) == ["end_not_told"]


def test_somebody_recalled_and_another_elected_at_once(made):
    boards.elects(made, boards.day(made, 1), treasurer=0)
    one = boards.mandate(made, Post.TREASURER)
    ballots = (boards.ballot(made, Post.TREASURER, (1, 5)),)
    boards.held(made, boards.day(made, 9), motions=(boards.recall(one),), ballots=ballots)
    one.refresh_from_db()
    assert one.end_why == "recalled" and boards.holder(made, Post.TREASURER) == who(made, 1)


def test_somebody_resigns_and_the_post_is_empty_from_that_day(made):
    boards.elects(made, boards.day(made, 1), secretary=2)
    ends(made, Post.SECRETARY, on=20, note="Viaja a Lima por trabajo.")
    assert boards.holder(made, Post.SECRETARY, boards.day(made, 19)) == who(made, 2)
    assert boards.holder(made, Post.SECRETARY, boards.day(made, 20)) is None
    assert boards.line("end_mandate").after["end_why"] == "resigned"


@pytest.mark.parametrize(
    ("why", "on", "note", "code"),
    [
        (MandateEnd.RESIGNED, 1, "", "end_before_begin"),
        (MandateEnd.RESIGNED, 999, "", "in_future"),
        (MandateEnd.MISTAKE, 1, "", "reason_short"),
    ],
)
def test_ends_that_cannot_be_are_refused(made, why, on, note, code):
    boards.elects(made, boards.day(made, 1), president=0)
    with pytest.raises(Refused) as refused:
        ends(made, Post.PRESIDENT, why, on, note)
    assert boards.codes(refused) == [code]


def test_a_mandate_ends_once_and_its_end_is_corrected(made):
    boards.elects(made, boards.day(made, 1), president=0)
    one = ends(made, Post.PRESIDENT)
    with pytest.raises(Refused) as refused:
        ends(made, Post.PRESIDENT, on=30)
    assert boards.codes(refused) == ["mandate_ended"]
    reopen_mandate(mandate=one, why=WHY, by=made.ana, at=now())
    assert boards.holder(made, Post.PRESIDENT) == who(made, 0)
    with pytest.raises(Refused) as refused:
        reopen_mandate(mandate=one, why=WHY, by=made.ana, at=now())
    assert boards.codes(refused) == ["mandate_open"]
    assert boards.line("reopen_mandate").before["end_why"] == "resigned"


def test_a_mandate_goes_on_only_up_to_who_came_after(made):
    boards.elects(made, boards.day(made, 1), president=0)
    one = ends(made, Post.PRESIDENT, on=20)
    boards.elects(made, boards.day(made, 30), president=1)
    reopen_mandate(mandate=one, why=WHY, by=made.ana, at=now())
    one.refresh_from_db()
    assert (one.ended_on, one.end_why) == (boards.day(made, 30), "term")


def test_an_end_by_an_assembly_is_not_taken_back_by_itself(made):
    boards.elects(made, boards.day(made, 1), president=0)
    boards.elects(made, boards.day(made, 30), president=1)
    before = Mandate.objects.get(member=made.person(0))
    with pytest.raises(Refused) as refused:
        reopen_mandate(mandate=before, why=WHY, by=made.ana, at=now())
    assert boards.codes(refused) == ["ended_by_assembly"]


def test_whoever_got_another_post_does_not_get_the_old_one_back(made):
    boards.elects(made, boards.day(made, 1), president=0)
    one = ends(made, Post.PRESIDENT)
    boards.elects(made, boards.day(made, 30), treasurer=0)
    with pytest.raises(Refused) as refused:
        reopen_mandate(mandate=one, why=WHY, by=made.ana, at=now())
    assert boards.codes(refused) == ["two_posts"]


def test_a_mistake_never_was(made):
    boards.elects(made, boards.day(made, 1), president=0)
    ends(made, Post.PRESIDENT, MandateEnd.MISTAKE, note=WHY)
    assert boards.holder(made, Post.PRESIDENT, boards.day(made, 1)) is None
    assert len(mandates_of(made.nucleus)) == 1 and not board_of(made.nucleus, boards.day(made, 5)).held


def test_a_mistake_gives_the_post_back_to_whoever_was_replaced_and_taking_that_back_ends_theirs_again(made):
    boards.elects(made, boards.day(made, 1), president=0)
    second = boards.elects(made, boards.day(made, 20), president=1)
    wrong = ends(made, Post.PRESIDENT, MandateEnd.MISTAKE, note=WHY)
    assert boards.holder(made, Post.PRESIDENT) == who(made, 0)
    reopen_mandate(mandate=wrong, why=WHY, by=made.ana, at=now())
    assert boards.holder(made, Post.PRESIDENT, boards.day(made, 19)) == who(made, 0)
    assert boards.holder(made, Post.PRESIDENT) == who(made, 1)
    first = Mandate.objects.get(member=made.person(0))
    assert (first.ended_on, first.end_why, first.ended_at_assembly) == (boards.day(made, 20), "term", second)


def test_a_mistake_gives_nothing_back_to_somebody_who_has_another_post_since(made):
    boards.elects(made, boards.day(made, 1), president=0)
    boards.elects(made, boards.day(made, 20), president=1)
    boards.elects(made, boards.day(made, 30), treasurer=0)
    with pytest.raises(Refused) as refused:
        ends(made, Post.PRESIDENT, MandateEnd.MISTAKE, note=WHY)
    assert boards.codes(refused) == ["two_posts"]


# ---- told late ----------------------------------------------------------------------------------------------------


def test_an_election_told_late_takes_its_place_in_time(made):
    boards.elects(made, boards.day(made, 1), president=0)
    later = boards.elects(made, boards.day(made, 40), president=1)
    between = boards.elects(made, boards.day(made, 20), president=2)
    chain = [
        (one.member, one.began_on, one.ended_on, one.ended_at_assembly)
        for one in Mandate.objects.filter(post="president").order_by("began_on")
    ]
    assert chain == [
        (made.person(0), boards.day(made, 1), between.held_on, between),
        (made.person(2), between.held_on, later.held_on, later),
        (made.person(1), later.held_on, None, None),
    ]


def test_an_election_told_late_of_somebody_who_was_elected_elsewhere_meanwhile_is_refused(made):
    boards.elects(made, boards.day(made, 30), treasurer=1)
    assert refused_telling(made, boards.day(made, 20), ballots=(boards.ballot(made, Post.PRESIDENT, (1, 5)),)) == [
        "two_posts"
    ]


def test_what_contradicts_a_resignation_told_before_is_refused(made):
    boards.elects(made, boards.day(made, 1), president=0)
    ends(made, Post.PRESIDENT, on=30)
    ballots = (boards.ballot(made, Post.PRESIDENT, (1, 5)),)
    assert refused_telling(made, boards.day(made, 20), ballots=ballots) == ["mandate_ended"]


def test_a_resignation_told_after_the_next_election_counts_from_its_day(made):
    boards.elects(made, boards.day(made, 1), president=0)
    boards.elects(made, boards.day(made, 30), president=1)
    first = Mandate.objects.get(member=made.person(0))
    end_mandate(mandate=first, why=MandateEnd.DIED, on=boards.day(made, 12), by=made.ana, at=now())
    assert boards.holder(made, Post.PRESIDENT, boards.day(made, 15)) is None
    assert boards.holder(made, Post.PRESIDENT, boards.day(made, 30)) == who(made, 1)


# ---- taken back ---------------------------------------------------------------------------------------------------


def test_taking_an_assembly_back_gives_the_post_to_whoever_held_it(made):
    boards.elects(made, boards.day(made, 1), president=0, treasurer=3)
    treasurer = boards.mandate(made, Post.TREASURER)
    ballots = (boards.ballot(made, Post.PRESIDENT, (1, 5)),)
    wrong = boards.held(made, boards.day(made, 20), ballots=ballots, motions=(boards.recall(treasurer),))
    anew = boards.reverse(made, wrong)
    assert boards.holder(made, Post.PRESIDENT) == who(made, 0) and boards.holder(made, Post.TREASURER) == who(made, 3)
    never = Mandate.objects.get(member=made.person(1))
    assert (never.end_why, never.ended_on) == ("mistake", never.began_on)
    right = boards.told(made, ballots=(boards.ballot(made, Post.PRESIDENT, (2, 5)),))
    tell_assembly(assembly=anew, told=right, by=made.ana, at=now())
    assert boards.holder(made, Post.PRESIDENT) == who(made, 2)


def test_taking_back_the_one_in_the_middle_closes_the_gap(made):
    boards.elects(made, boards.day(made, 1), president=0)
    wrong = boards.elects(made, boards.day(made, 20), president=2)
    last = boards.elects(made, boards.day(made, 40), president=1)
    boards.reverse(made, wrong)
    first = Mandate.objects.get(member=made.person(0))
    assert (first.ended_on, first.ended_at_assembly) == (last.held_on, last)


def test_an_assembly_is_not_taken_back_when_its_board_went_on_living(made):
    one = boards.elects(made, boards.day(made, 1), president=0)
    ends(made, Post.PRESIDENT)
    with pytest.raises(Refused) as refused:
        boards.reverse(made, one)
    assert boards.codes(refused) == ["later_builds_on_it"] and "presiden" in str(refused.value.reasons[0].params)


def test_a_mandate_of_an_assembly_that_was_taken_back_is_not_opened_again(made):
    one = boards.elects(made, boards.day(made, 1), president=0)
    boards.reverse(made, one)
    with pytest.raises(Refused) as refused:
        reopen_mandate(mandate=Mandate.objects.get(), why=WHY, by=made.ana, at=now())
    assert boards.codes(refused) == ["ended_by_assembly"]


# ---- the municipality's prosecutor --------------------------------------------------------------------------------


def test_the_municipality_appoints_only_where_the_version_says_so(made):
    with pytest.raises(Refused) as refused:
        appoint_prosecutor(nucleus=made.nucleus, member=who(made, 0), on=made.on, note=PAPER, by=made.ana, at=now())
    assert boards.codes(refused) == ["prosecutor_elected"]


@pytest.fixture
def appointing(made, monkeypatch):
    """A version that has the municipality appoint; published ones cannot be changed, so the reading of it is."""
    from dataclasses import replace

    from winay.nuclei.queries import assemblies
    from winay.nuclei.services import mandates, minutes

    def asked(version_id):
        return replace(assemblies.governance_of(version_id), appointing=True)

    monkeypatch.setattr(mandates, "governance_of", asked)
    monkeypatch.setattr(minutes, "governance_of", asked)
    assert Setting.objects.filter(key="prosecutor_origin", choice="appointed_by_municipality").count() == 0
    return made


def test_an_appointed_prosecutor_replaces_the_one_before_and_is_not_elected(appointing):
    made = appointing
    first = appoint_prosecutor(
        nucleus=made.nucleus, member=who(made, 0), on=boards.day(made, 1), note=PAPER, by=made.ana, at=now()
    )
    appoint_prosecutor(
        nucleus=made.nucleus, member=who(made, 1), on=boards.day(made, 9), note=PAPER, by=made.ana, at=now()
    )
    first.refresh_from_db()
    assert (first.origin, first.ended_on, first.end_why) == ("municipality", boards.day(made, 9), "term")
    assert boards.line("appoint_prosecutor").after["note"] == PAPER
    ballots = (boards.ballot(made, Post.PROSECUTOR, (2, 5)),)
    assert refused_telling(made, boards.day(made, 20), ballots=ballots) == ["prosecutor_appointed"]
    stranger = scene.enrolment.household(made.ana).participant.public_id
    for member, on, code in (
        (stranger, 12, "outside_nucleus"),
        (who(made, 1), 9, "post_taken"),
        (who(made, 2), -5, "before_nucleus"),
    ):
        with pytest.raises(Refused) as refused:
            appoint_prosecutor(
                nucleus=made.nucleus, member=member, on=boards.day(made, on), note=PAPER, by=made.ana, at=now()
            )
        assert code in boards.codes(refused)


# ---- closing, rights, numbers -------------------------------------------------------------------------------------


def test_a_nucleus_that_closes_ends_its_board(made):
    boards.elects(made, boards.day(made, 1), president=0, treasurer=1)
    assert len(close_board(nucleus=made.nucleus, on=people.today(), by=made.ana, at=now())) == 2
    assert set(Mandate.objects.values_list("end_why", flat=True)) == {"nucleus_closed"}


def test_only_the_office_of_the_district_ends_and_reopens(made):
    boards.elects(made, boards.day(made, 1), president=0)
    one, julio = boards.mandate(made, Post.PRESIDENT), people.acting_as(people.other_head())
    for verb in (
        lambda: end_mandate(mandate=one, why=MandateEnd.RESIGNED, on=people.today(), by=julio, at=now()),
        lambda: reopen_mandate(mandate=one, why=WHY, by=julio, at=now()),
        lambda: appoint_prosecutor(
            nucleus=made.nucleus, member=who(made, 0), on=made.on, note=PAPER, by=julio, at=now()
        ),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_who_comes_and_who_speaks_is_counted_by_sex(made):
    man = scene.enrolment.household(made.ana, members=(
        scene.enrolment.registry.member(Kin.PARTICIPANT, given_names="Félix", sex=Sex.MAN),
    ))  # fmt: skip
    cycle = scene.enrolment.enrolled(made.ground, man)
    scene.join(made.nucleus, cycle, by=made.ana)
    made.cycles.append(cycle)
    boards.held(made, boards.day(made, 5))
    (voices,) = voices_of(made.nucleus, people.today())
    assert (voices.women, voices.men, voices.women_spoke, voices.men_spoke) == (5, 1, 1, 0)
    assert voices_of(made.nucleus, made.on) == []
