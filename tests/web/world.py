"""One country with an office, people of each role, and one of each thing that has an address."""

from dataclasses import dataclass, field
from datetime import date

from tests import people
from tests.field.phones import adapted, phone, publish
from tests.field.scene import JPEG, answers, published
from tests.field.scene import Phone as Sender
from tests.journeys.crossed_scene import crossed
from tests.registry import file_scene
from tests.registry import scene as registry
from tests.registry.alike import looks_alike
from tests.targeting.areas_scene import valley
from tests.web import (
    asset_world,
    contest_world,
    enrolled_world,
    formed_world,
    governed_world,
    planned_nucleus,
    planned_world,
    supervision_world,
    visit_world,
    voices_world,
)
from winay.accounts.models import Person
from winay.accounts.terms import RoleKey
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.documents.rules import grouped
from winay.intake.models import Quarantined, Submission
from winay.intake.paper.reading import Typed
from winay.intake.paper.rules import HeadSaid, new_number
from winay.intake.paper.services import begin_sheet, keep_sheet
from winay.intake.recordings.rules import RecordingSaid
from winay.intake.recordings.services import keep_recording
from winay.journal.models import Line
from winay.journeys.acts import issue_selection_act
from winay.journeys.ingest import ingest_next
from winay.journeys.installation import map_path
from winay.journeys.map_ground import map_revision
from winay.places.ground.schematic import write_schematic_map
from winay.places.models import Office, Place
from winay.places.services import save_office
from winay.places.terms import TravelMode
from winay.places.travel.services import TimeSaid, record_travel_time
from winay.programs.menu_models import MenuItem
from winay.targeting.models import Selection
from winay.targeting.queries.screening import find_version, screen_country
from winay.targeting.services.decisions import approve_selection
from winay.targeting.services.drafts import draft_selection, propose_override, submit_selection
from winay.targeting.services.farms import FarmTableTerms, import_farm_table
from winay.targeting.what_if_rules import Adjustments

ROLES = ("public", "manager", "head", "specialist", "other_head", "auditor")
"""In the order in which expected_access.py writes the statuses. The first logs in as nobody; head and specialist are
of the office of department 05, where all that is decided here lies; other_head is of department 21."""

PROVINCES = {"draft": "0503", "submitted": "0504", "approved": "0502"}
VERSION = ("haku-winay", "2014.1")


@dataclass
class World:
    """People by role, and the keys of things by the names that expected_access.py uses."""

    people: dict[str, Person | None]
    keys: dict[str, str] = field(default_factory=dict)

    def resolve(self, args: tuple[str, ...]) -> list[str]:
        """Arguments of an address: names of things become their keys, `=word` is the word itself."""
        return [arg[1:] if arg.startswith("=") else self.keys.get(arg, arg) for arg in args]


def build() -> World:
    """Everything through the verbs. Inside the test's transaction."""
    who = {
        "public": None,
        "manager": people.manager(),
        "head": people.head(),
        "specialist": people.specialist(),
        "other_head": people.other_head(),
        "auditor": people.auditor(),
    }
    world = World(who)
    colleague = people.specialist(name="Elmer Huamaní Ccori")
    grant = people.give(colleague, RoleKey.OFFICE_HEAD, "0501")
    world.keys |= {"colleague": str(colleague.public_id), "role_given": str(grant.public_id)}
    save_office(code="UT-05", name="UT Ayacucho", seat="Ayacucho", place_codes=["05"], by=SYSTEM, at=now())
    _farm_table(world)
    _valley(world)
    _household(world)
    _selections(world)
    _act(world)
    _phones(world)
    enrolled_world.add(world)
    formed_world.add(world)
    governed_world.add(world)  # before there is an open plan of the same district
    planned_world.add(world)
    planned_nucleus.add(world)
    asset_world.add(world)
    contest_world.add(world)
    visit_world.add(world)
    voices_world.add(world)
    supervision_world.add(world)
    item = MenuItem.objects.filter(version__program__key=VERSION[0], version__key=VERSION[1]).first()
    assert item is not None
    world.keys["menu_item"] = item.key
    if not map_path().exists():
        write_schematic_map(map_path())
    world.keys["map_revision"] = str(map_revision())
    world.keys["line"] = str(Line.objects.order_by("-id").values_list("public_id", flat=True)[0])
    return world


def _phones(world: World) -> None:
    """A form with a file, and a phone that may fetch it."""
    asking = phone("0501")
    audio = [("type", "name", "label", "media::audio"), ("text", "answer", "¿Cómo está?", "hola.mp3")]
    form = publish(survey=audio, media={"hola.mp3": b"ID3"})
    own = adapted(Office.objects.get(code="UT-05"), survey=audio, media={"hola.mp3": b"ID3"})
    world.keys["office_form"] = str(own.public_id)
    voice = keep_recording(
        form=own, path="answer", language="", name="voz.mp3", content=b"ID3 a voice", office=own.office, at=now(),
        said=RecordingSaid("Nilda Sulca", "signed", people.today()), by=_as(world, "specialist"),
    )  # fmt: skip
    world.keys["recording"] = str(voice.public_id)
    _sent(world, asking.token)
    world.keys |= {"phone_token": asking.token, "phone": str(asking.credential.public_id), "form": str(form.public_id)}
    by, said = _as(world, "specialist"), HeadSaid(new_number(), people.today(), "Nilda Sulca")
    sheet = begin_sheet(form=form, said=said, place_code="05", by=by, by_name="Ana", at=now())
    sheet = keep_sheet(sheet=sheet, said=said, typed=Typed({}, {}), scan=("a.jpg", JPEG), by=by, at=now())
    world.keys["sheet"] = str(sheet.public_id)


def _sent(world: World, token: str) -> None:
    """Something that a phone sent and nothing reads, and the same once more with other answers."""
    published()
    sending = Sender(token)
    sending.send(answers("uuid:1", photo="1.jpg"), {"1.jpg": JPEG})
    sending.send(answers("uuid:1", name="Otra"), {"1.jpg": JPEG})
    sending.send(answers("uuid:2"))
    ingest_next(at=now(), forms={})
    apart = Quarantined.objects.get()
    sent = Submission.objects.get(instance_id="uuid:1")
    world.keys |= {
        "submission": str(sent.public_id),
        "sent_form": sent.form_id,
        "sent_instance": sent.instance_id,
        "apart": str(apart.public_id),
        "apart_file": apart.files.get().sha256,
        "entity_conflict": str(crossed(sent).public_id),
    }


def _farm_table(world: World) -> None:
    terms = FarmTableTerms(
        name="Padrón de predios", publisher="UT Ayacucho", as_of=date(2026, 9, 30), cut_ha=13_000,
        labour_share=None, property_share=None, limited_sales="", synthetic=False,
    )  # fmt: skip
    content = b"ubigeo,households,under_cut\n050101,120,80\n050102,90,50\n"
    by = _as(world, "specialist")
    table, _ = import_farm_table(file="predios.csv", content=content, terms=terms, by=by, at=now())
    assert table is not None
    world.keys["farm_table"] = str(table.public_id)


def _valley(world: World) -> None:
    """A district with localities in several areas, and a way between two of them that was timed."""
    valley(district="050110")
    told = TimeSaid("0501100001", "0501100005", TravelMode.WALKING, 95, people.today(), "Cronometrado en la visita.")
    way = record_travel_time(said=told, today=people.today(), by=_as(world, "specialist"), at=now())
    world.keys["way"] = str(way.public_id)


def _household(world: World) -> None:
    """A household of the valley with a participant and a child, of a list that came as a file."""
    made = registry.registered(registry.household(external_key="lista:1"), by=_as(world, "specialist"))
    child = made.members.exclude(pk=made.participant_id).get()
    sent = file_scene.checked([file_scene.person("A", sex="x")], by=_as(world, "specialist"))
    world.keys |= {"household": str(made.public_id), "member": str(child.public_id), "import": str(sent.public_id)}
    world.keys |= {"pair": str(looks_alike(_as(world, "specialist")).public_id)}


def _selections(world: World) -> None:
    for state, province in PROVINCES.items():
        made = _draft(world, province)
        world.keys[state] = str(made.public_id)
        if state == "draft":
            area = made.areas.order_by("area__district__code").first()
            assert area is not None
            override = propose_override(
                selection_area=area,
                include=not area.chosen,
                reason="La asamblea del distrito lo pidió en su acta de agosto.",
                by=_as(world, "specialist"),
                at=now(),
            )
            areas = made.areas.exclude(pk=area.pk).values_list("area__district__code", flat=True)
            world.keys |= {"override": str(override.public_id), "area": sorted(areas)[0]}
            continue
        submit_selection(selection=made, by=_as(world, "specialist"), at=now())
        if state == "approved":
            today = people.today()
            approve_selection(selection=made, on=today, today=today, by=_as(world, "head"), at=now())
            world.keys["approved_area"] = made.areas.order_by("area__district__code").values_list(
                "area__district__code", flat=True
            )[0]


def _act(world: World) -> None:
    approved = Selection.objects.get(public_id=world.keys["approved"])
    base = "https://winay.example/verificar/"
    act = issue_selection_act(selection=approved, by=_as(world, "head"), at=now(), base_url=base)
    world.keys |= {"act": str(act.public_id), "act_code": grouped(act.code)}


def _draft(world: World, province: str) -> Selection:
    terms = find_version("@".join(VERSION))
    assert terms is not None
    return draft_selection(
        screening=screen_country(terms, Adjustments()).within(province),
        territory=Place.objects.get(code=province),
        cohort=people.today().year,
        departure="",
        note="",
        by=_as(world, "specialist"),
        at=now(),
    )


def _as(world: World, role: str) -> people.ActingPerson:
    person = world.people[role]
    assert person is not None
    return people.acting_as(person)
