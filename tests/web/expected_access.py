"""What every address answers to every role. A page family adds its rows here; an address without a row fails a test.

Statuses in the order of world.ROLES:

    public · manager · head · specialist · other_head · auditor

Head and specialist are of the office of department 05, where every selection and table here lies; other_head heads
another office. A list of cases stands for the same address with different things. Arguments and data that are keys of
`World.keys` ("draft", "role_given", …) become the id of that thing; `bytes` are sent as a file.
"""

from tests import people
from tests.web.access import Case

ANYBODY = "200 200 200 200 200 200"
NOT_HERE = "404 404 404 404 404 404"
ONLY_GET = "405 405 405 405 405 405"

# Who reads people and the journal: the national manager and the auditor.
READERS, READERS_ONLY_GET = "302 200 403 403 403 200", "403 405 403 403 403 405"
# Who manages people and offices: the national manager.
MANAGERS = "302 200 403 403 403 403"
MANAGERS_WRONG, MANAGERS_DONE = "403 422 403 403 403 403", "403 302 403 403 403 403"
# A selection that is not decided: those who work on its territory, and the auditor.
INSIDE = "403 200 200 200 403 200"
# Verbs of drafting and of approving, by GET: whoever holds the permission anywhere is told that it is no page.
DRAFTERS_GET, APPROVERS_GET = "302 405 405 405 405 403", "302 405 405 403 405 403"
# The same by POST, refused by a rule (422) and done (302). Outside the territory 403.
DRAFTERS_REFUSED, DRAFTERS_DONE = "403 422 422 422 403 403", "403 302 302 302 403 403"
APPROVERS_REFUSED, APPROVERS_DONE = "403 422 422 403 403 403", "403 302 302 403 403 403"

# Who works with households: all staff read theirs, the auditor all; the auditor writes nothing.
STAFF, STAFF_ONLY_GET = "302 200 200 200 200 200", "403 405 405 405 405 405"
REGISTRARS, HERE = "302 200 200 200 200 403", "302 200 200 200 403 403"
# Households and their calls: every role reads those of its own territory; the office and the national manager write.
TERRITORIES, TERRITORIES_ONLY_GET = "302 200 200 200 200 200", "403 405 405 405 405 405"
READ_HERE = "302 200 200 200 403 200"
OFFICE, OFFICE_WRONG, OFFICE_DONE = "302 200 200 200 403 403", "403 422 422 422 403 403", "403 302 302 302 403 403"
OFFICE_SHOWN = "403 200 200 200 403 403"
NO_ID = "00000000-0000-7000-8000-000000000000"

# What a phone of the province 0501 sent: its office and those above it.
SENT, NO_SUCH, NOBODYS = "302 200 200 200 403 200", "302 404 404 404 404 404", "00000000-0000-7000-8000-000000000000"
REVIEWERS_ONLY_POST, REVIEWED, NOT_REVIEWED = (
    "302 405 405 405 405 403", "403 302 302 302 403 403", "403 422 422 422 403 403",
)  # fmt: skip
LONG = "La familia lo confirmó por teléfono."

WHY = {"reason": "La asamblea lo pidió en su acta de agosto."}
HISTORY = {"level": "some", "note": "Trabajó con capacitadores de Foncodes hasta 2015."}
TODAY = people.today().isoformat()
NO = {"on": TODAY, "reason": "rumour"}
ASSEMBLY = {
    "locality": "0501100002", "held_on": TODAY, "place": "Local comunal", "led_by": "Ana Quispe", "reached": "9",
    "attended": "7", "women": "6", "men": "2", "languages": "quy",
}  # fmt: skip
GIVEN = {"institution": "Agro Rural", "kind": "training", "what": "Curso de pastos", "from_on": TODAY}
CHECKED = {
    "on": TODAY, "state": "delivered", "evidence": "parts", "words": "El kit está en la cocina",
    "checked_by": "trainer", "checker": "Nilda Sulca",
}  # fmt: skip
HANDED = {
    "on": TODAY, "l1-counted": "1", "receiver": "otra", "receiver_name": "Saturnina Quispe Lapa",
    "witness1": "Eusebia Ñahui", "witness2": "Fortunato Sulca",
}  # fmt: skip
DRAFT_OF, DRAFT = "?version=haku-winay@2014.1", {"territory": "05", "cohort": TODAY[:4]}
FARM_TABLE = {
    "file": b"ubigeo,households,under_cut\n050103,120,80\n",
    "name": "Padrón",
    "publisher": "UT Ayacucho",
    "as_of": TODAY,
    "cut_ha": "1.3",
    "cargar": "1",
}


PRICED_GOOD = "?tecnologia=improved_stove&linea=parrilla&unidad=u"
PRICE = {
    "good": "Cocina mejorada: Parrilla (unidad)", "place": "050110", "price": "14,50", "quoted_on": TODAY,
    "source_kind": "market", "source": "Feria de Huancapi",
}  # fmt: skip
PRICES = (
    "item,line,unit,place,price,quoted_on,source_kind,source\n"
    f"improved_stove,Parrilla,u,05,22.50,{TODAY},supplier,Ferretería\nimproved_stove,Cemento,bag,05,,,,\n"
).encode()

WORKSHOP = {
    "facilitator": "Nilda Sulca", "mode": "hands", "item-open_field_garden": "2", "item-improved_stove": "1",
    "markets-road": "Cuatro horas a pie.", "markets-road-said": "2",
}  # fmt: skip
GIFT = {
    "act": "give", "giver": "community", "what": "Arena del río", "worth": "120", "each": "1", "valued_how": "acta",
}  # fmt: skip
# Who approves workshops and plans: the national manager and the head of the office.
DECIDERS, DECIDERS_WRONG = "302 200 200 403 403 403", "403 422 422 403 403 403"
DECIDERS_DONE = "403 302 302 403 403 403"

# The door for phones knows no roles: a token opens it, whoever else the visitor is logged in as.
SHUT, CHALLENGED = "403 403 403 403 403 403", "401 401 401 401 401 401"
NO_TOKEN = "x" * 43
PHONE_READERS, PHONE_READERS_ONLY_GET = "302 200 200 200 200 200", "403 405 405 405 405 405"
PHONE_MANAGERS = "302 200 200 200 200 403"
NEW_PHONE = {"label": "Tableta de Vinchos", "holder": "Julia Ñahui Ccora", "place": "050110"}


def phones(*args: str) -> list[Case]:
    """An address of the door with a token in it, with and without its slash."""
    return [Case(ANYBODY, ONLY_GET, ("phone_token", *args)), Case(SHUT, ONLY_GET, (NO_TOKEN, *args))]


def page(*args: str) -> Case:
    """A public page that only shows."""
    return Case(ANYBODY, ONLY_GET, args)


ROWS: dict[str, list[Case]] = {
    # ---- the landing page, maps, language, signs of life
    "web:home": [page()],
    "web:home_states": [page()],
    "web:map_shapes": [page("distritos"), Case(NOT_HERE, ONLY_GET, ("otra",))],
    "web:map_tile": [
        Case(ANYBODY, ONLY_GET, ("map_revision", "8", "73", "135")),
        Case("204 204 204 204 204 204", ONLY_GET, ("map_revision", "8", "1", "1")),
        Case(NOT_HERE, ONLY_GET, ("0-other", "8", "73", "135")),
        Case(NOT_HERE, ONLY_GET, ("map_revision", "7", "36", "67")),
    ],
    "web:territory": [page(), Case(ANYBODY, ONLY_GET, query="?q=vinchos")],
    "web:territory_states": [page()],
    "web:map_where": [page("050101"), Case(NOT_HERE, ONLY_GET, ("999999",))],
    "web:territory_card": [page("050101"), Case(NOT_HERE, ONLY_GET, ("999999",))],
    "web:favicon": [Case("302 302 302 302 302 302", "302 302 302 302 302 302")],
    "web:set_language": [Case("302 302 302 302 302 302", "302 302 302 302 302 302", data={"language": "en"})],
    "web:see_as": [Case(NOT_HERE, NOT_HERE)],  # not a demonstration
    "web:csp_report": [Case(ONLY_GET, "400 400 400 400 400 400")],
    "web:health": [Case(ANYBODY, ANYBODY)],
    # ---- places
    "web:places": [page()],
    "web:indicators": [page()],
    "web:indicator_csv": [page("poverty_pct"), Case(NOT_HERE, ONLY_GET, ("otra",))],
    "web:place": [page("05"), page("050101"), Case(NOT_HERE, ONLY_GET, ("99",))],
    "web:place_csv": [page("050101")],
    # ---- areas: anybody reads, who maps the territory draws
    "web:areas": [page()],
    "web:areas_csv": [page()],
    "web:district_areas": [page("050110"), page("050101"), Case(NOT_HERE, ONLY_GET, ("0501",))],
    "web:district_areas_csv": [page("050110"), Case(NOT_HERE, ONLY_GET, ("99",))],
    "web:move_localities": [Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("050110",))],
    "web:merge_areas": [Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("050110",))],
    "web:regroup_district": [Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("050110",), WHY)],
    "web:undo_areas": [Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("050110",), WHY)],
    "web:record_travel_time": [Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("050110",), WHY)],
    "web:end_travel_time": [Case(DRAFTERS_GET, DRAFTERS_DONE, ("way",), WHY)],
    # ---- offices
    "web:offices": [page()],
    "web:new_office": [Case(MANAGERS, MANAGERS_WRONG)],
    "web:office": [Case(MANAGERS, MANAGERS_WRONG, ("UT-05",))],
    "web:offices_import": [Case(MANAGERS, MANAGERS_WRONG)],
    "web:offices_template": [page()],
    # ---- programs
    "web:programs": [page()],
    "web:program_diff_choice": [Case("302 302 302 302 302 302", ONLY_GET)],
    "web:program_diff": [page("haku-winay", "2014.1", "haku-winay", "2017.1")],
    "web:program_diff_export": [page("haku-winay", "2014.1", "haku-winay", "2017.1")],
    "web:program_version": [page("haku-winay", "2014.1"), Case(NOT_HERE, ONLY_GET, ("haku-winay", "1999.1"))],
    "web:program_menu": [page("haku-winay", "2014.1")],
    "web:program_menu_export": [page("haku-winay", "2014.1")],
    "web:menu_item": [
        page("haku-winay", "2014.1", "menu_item"),
        Case(NOT_HERE, ONLY_GET, ("haku-winay", "2014.1", "no")),
    ],
    "web:case_study": [page()],
    "web:published": [page(), Case(NOT_HERE, ONLY_GET, query="?programa=otro")],
    "web:published_file": [page("csv"), page("diccionario"), Case(NOT_HERE, ONLY_GET, ("geojson",))],
    # ---- screening
    "web:screenings": [page()],
    "web:screening": [page("haku-winay", "2014.1")],
    "web:screening_states": [page("haku-winay", "2014.1")],
    "web:screening_export": [page("haku-winay", "2014.1")],
    "web:screening_file": [
        page("haku-winay", "2014.1", "diccionario.csv"),
        Case(NOT_HERE, ONLY_GET, ("haku-winay", "2014.1", "pdf")),
    ],
    "web:reasons": [page("haku-winay", "2014.1", "050101")],
    "web:what_if": [page("haku-winay", "2020.1"), Case(NOT_HERE, ONLY_GET, ("haku-winay", "1999.1"))],
    "web:compare": [page("050101"), page("050110"), Case(NOT_HERE, ONLY_GET, ("99",))],
    "web:scenarios": [page("haku-winay", "2020.1"), Case(NOT_HERE, ONLY_GET, ("haku-winay", "1999.1"))],
    "web:scenarios_summary": [page("haku-winay", "2020.1")],
    "web:scenarios_areas": [page("haku-winay", "2020.1")],
    "web:coverage": [page("haku-winay", "2020.1"), Case(NOT_HERE, ONLY_GET, ("haku-winay", "1999.1"))],
    "web:coverage_csv": [page("haku-winay", "2020.1")],
    "web:discord": [Case(ANYBODY, ONLY_GET, ("haku-winay", "2020.1"), query="?in=0501")],
    "web:discord_csv": [Case(ANYBODY, ONLY_GET, ("haku-winay", "2020.1"), query="?in=0501")],
    # ---- a district's history with programs: everybody reads it, its office writes it
    "web:history_states": [page()],
    "web:district_history": [page("050101"), Case(NOT_HERE, ONLY_GET, ("05",))],
    "web:record_history": [
        Case(DRAFTERS_GET, "403 422 422 422 403 403", ("050101",)),
        Case(DRAFTERS_GET, "403 302 302 302 403 403", ("050101",), HISTORY),
    ],
    # ---- selections: decided ones are public acts
    "web:selections": [page()],
    "web:draft": [
        Case("302 200 200 200 200 403", "403 200 200 200 200 403"),  # no version yet: the page to choose one
        # Places outside one's territory are not among the choices.
        Case("302 200 200 200 200 403", "403 302 302 302 422 403", query=DRAFT_OF, data=DRAFT),
    ],
    "web:selection": [Case(INSIDE, ONLY_GET, ("draft",)), Case(INSIDE, ONLY_GET, ("submitted",)), page("approved")],
    "web:selection_states": [Case(INSIDE, ONLY_GET, ("draft",)), page("approved")],
    "web:selection_discord": [Case(INSIDE, ONLY_GET, ("draft",)), page("approved")],
    "web:selection_discord_csv": [Case(INSIDE, ONLY_GET, ("draft",)), page("approved")],
    "web:selection_export": [Case(INSIDE, ONLY_GET, ("draft",)), page("approved")],
    "web:selection_file": [
        Case(INSIDE, ONLY_GET, ("draft", "xlsx")),
        page("approved", "geojson"),
        page("approved", "diccionario.csv"),
        Case("404 404 404 404 404 404", ONLY_GET, ("approved", "pdf")),
    ],
    "web:selection_localities": [Case(INSIDE, ONLY_GET, ("draft", "csv")), page("approved", "xlsx")],
    # ---- documents: whoever prepares or approves issues; reading and verifying is for everybody
    "web:issue_act": [
        Case(DRAFTERS_GET, DRAFTERS_DONE, ("approved",)),
        Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("draft",)),
    ],
    "web:document": [
        Case("403 200 200 200 403 200", ONLY_GET, ("minutes",)),
        page("act"),
        Case(NOT_HERE, ONLY_GET, ("00000000-0000-7000-8000-000000000000",)),
    ],
    "web:verify": [page()],
    "web:verified": [
        Case(ANYBODY, "422 422 422 422 422 422", ("act_code",)),
        Case(ANYBODY, ANYBODY, ("act_code",), {"file": b"%PDF-1.7 another"}),
        Case(NOT_HERE, NOT_HERE, ("7K4M-9QXT-2HVD",)),
    ],
    "web:selection_area": [Case(INSIDE, ONLY_GET, ("draft", "area")), page("approved", "approved_area")],
    "web:propose_override": [
        Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("draft", "area")),
        Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("approved", "approved_area"), WHY),
    ],
    "web:submit_selection": [
        Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("draft",)),
        Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("approved",)),
    ],
    "web:withdraw_selection": [
        Case(DRAFTERS_GET, DRAFTERS_DONE, ("draft",), WHY),
        Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("approved",), WHY),
    ],
    "web:return_selection": [
        Case(APPROVERS_GET, APPROVERS_DONE, ("submitted",), WHY),
        Case(APPROVERS_GET, APPROVERS_REFUSED, ("draft",), WHY),
    ],
    "web:approve_selection": [
        Case(APPROVERS_GET, APPROVERS_DONE, ("submitted",)),
        Case(APPROVERS_GET, APPROVERS_REFUSED, ("draft",)),
    ],
    "web:annul_selection": [
        Case(APPROVERS_GET, APPROVERS_DONE, ("approved",), WHY),
        Case(APPROVERS_GET, APPROVERS_REFUSED, ("draft",), WHY),
    ],
    # The specialist proposed it: somebody else confirms it.
    "web:confirm_override": [Case(DRAFTERS_GET, "403 302 302 422 403 403", ("override",))],
    "web:withdraw_override": [Case(DRAFTERS_GET, DRAFTERS_DONE, ("override",))],
    # ---- farm tables
    "web:farm_tables": [page()],
    "web:farm_template": [page()],
    "web:farm_unit_template": [page()],
    "web:farm_table": [page("farm_table")],
    "web:farm_counts": [page("farm_table", "csv")],
    "web:farm_table_file": [page("farm_table")],
    "web:load_farm_table": [
        Case("302 200 200 200 200 403", "403 422 422 422 422 403"),
        # Districts outside one's territory are found in the file: nothing is loaded, and the page says so.
        Case("302 200 200 200 200 403", "403 302 302 302 422 403", data=FARM_TABLE),
    ],
    # A count by district cannot be counted for another cut.
    "web:count_farm_table": [Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("farm_table",), {"cut_ha": "2"})],
    "web:withdraw_farm_table": [Case(DRAFTERS_GET, DRAFTERS_DONE, ("farm_table",), WHY)],
    # ---- households: whoever works in the territory reads; the auditor reads and writes nothing
    "web:desk": [Case(STAFF, STAFF_ONLY_GET)],
    "web:households": [
        Case(STAFF, STAFF_ONLY_GET),
        Case(STAFF, STAFF_ONLY_GET, query="?place=050110"),
        Case("302 404 404 404 404 404", STAFF_ONLY_GET, query="?place=999999"),
    ],
    "web:households_file": [Case(STAFF, STAFF_ONLY_GET, ("csv",))],
    "web:household_search": [
        Case(STAFF, "403 302 302 302 302 302"),
        Case(STAFF, "403 200 200 200 200 200", query="?q=kispe", data={"q": "28274561"}),
    ],
    "web:register_household": [Case(REGISTRARS, "403 422 422 422 422 403")],
    "web:one_more_person": [Case(REGISTRARS, "403 405 405 405 405 403")],
    "web:household_localities": [Case(REGISTRARS, "403 405 405 405 405 403", query="?place=hamlet")],
    "web:household": [
        Case("302 200 200 200 403 200", STAFF_ONLY_GET, ("household",)),
        Case("302 404 404 404 404 404", STAFF_ONLY_GET, ("00000000-0000-7000-8000-000000000000",)),
    ],
    "web:household_act": [
        Case(HERE, "403 422 422 422 403 403", ("household", "mudar")),
        Case(HERE, "403 302 302 302 403 403", ("household", "cerrar"), {"on": TODAY, "why": "dissolved"}),
        Case("302 404 404 404 403 404", "403 404 404 404 403 404", ("household", "volar")),
    ],
    "web:member_act": [
        Case(HERE, "403 422 422 422 403 403", ("household", "member", "deja")),
        Case(HERE, "403 302 302 302 403 403", ("household", "member", "deja"), {"on": TODAY, "why": "moved_out"}),
        # To erase somebody's data is for the head of the office and the national manager.
        Case("302 200 200 403 403 403", "403 422 422 403 403 403", ("household", "member", "borrar")),
        Case("302 404 404 404 403 404", "403 404 404 404 403 404", ("household", "household", "deja")),
    ],
    # Files: of one's own territory. An empty form is refused; a file waits for the worker.
    "web:household_files": [
        Case(REGISTRARS, "403 422 422 422 422 403"),
        Case(REGISTRARS, "403 302 302 302 302 403", data={"file": b"household\nA\n", "on": TODAY}),
    ],
    "web:household_template": [Case(REGISTRARS, "403 405 405 405 405 403", ("csv",))],
    "web:household_file": [Case(HERE, "403 405 405 405 405 403", ("import",))],
    "web:household_file_progress": [Case(HERE, "403 405 405 405 405 403", ("import",))],
    "web:household_file_faults": [Case(HERE, "403 405 405 405 405 403", ("import",))],
    "web:household_file_act": [
        Case("302 405 405 405 405 403", "403 422 422 422 403 403", ("import", "cargar")),
        Case("302 405 405 405 405 403", "403 302 302 302 403 403", ("import", "retirar")),
        Case("302 405 405 405 405 403", "403 404 404 404 403 403", ("import", "volar")),
    ],
    "web:duplicates": [
        Case(STAFF, STAFF_ONLY_GET),
        Case(STAFF, STAFF_ONLY_GET, query="?state=different&passed=1&place=0501"),
        Case("302 404 404 404 404 404", STAFF_ONLY_GET, query="?place=999999"),
    ],
    "web:ask_search": [Case("302 405 405 405 405 403", "403 302 302 302 302 403")],
    "web:duplicate": [
        Case(READ_HERE, STAFF_ONLY_GET, ("pair",)),
        Case("302 404 404 404 404 404", STAFF_ONLY_GET, (NO_ID,)),
    ],
    "web:decide_duplicate": [
        Case("302 405 405 405 405 403", "403 422 422 422 403 403", ("pair", act))
        for act in ("misma-persona", "mismo-hogar", "distintas", "pasar", "reabrir")
    ]
    + [
        Case("302 405 405 405 405 403", "403 302 302 302 403 403", ("pair", "misma-persona"), {"why": WHY["reason"]}),
        Case("302 405 405 405 405 403", "403 404 404 404 403 403", ("pair", "deshacer"), {"why": WHY["reason"]}),
        Case("302 405 405 405 405 403", "403 404 404 404 403 403", ("pair", "volar")),
    ],
    "web:see_national_id": [Case(HERE, "403 200 200 200 403 403", ("household", "member"))],
    "web:household_sheet": [Case(HERE, "403 200 200 200 403 403", ("household",))],
    # ---- enrolment: whoever reads households of a territory sees its calls; its office opens them and enrols
    "web:calls": [
        Case(TERRITORIES, TERRITORIES_ONLY_GET),
        Case(TERRITORIES, TERRITORIES_ONLY_GET, query="?state=open"),
    ],
    "web:calls_to_open": [Case(TERRITORIES, TERRITORIES_ONLY_GET)],
    "web:enrolments_due": [Case(TERRITORIES, TERRITORIES_ONLY_GET)],
    "web:call": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("call",)),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, (NO_ID,)),
    ],
    "web:call_message": [
        page("call"),
        Case(ANYBODY, ONLY_GET, ("call",), query="?idioma=quy&dia=x"),
        Case(NOT_HERE, ONLY_GET, (NO_ID,)),
    ],
    "web:call_message_pdf": [page("call"), Case(NOT_HERE, ONLY_GET, (NO_ID,))],
    "web:open_call": [
        Case(OFFICE, OFFICE_WRONG, ("enrolling", "area_to_open")),
        Case(OFFICE, OFFICE_DONE, ("enrolling", "area_to_open"), {"on": TODAY}),
    ],
    "web:close_call": [
        Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("call",)),
        Case(DRAFTERS_GET, DRAFTERS_DONE, ("call",), {"on": TODAY, "why": WHY["reason"]}),
    ],
    "web:reopen_call": [
        Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("call",), {"why": WHY["reason"]}),
        Case(DRAFTERS_GET, DRAFTERS_DONE, ("closed_call",), {"why": WHY["reason"]}),
    ],
    "web:record_assembly": [
        Case(OFFICE, OFFICE_WRONG, ("call",)),
        Case(OFFICE, OFFICE_DONE, ("call",), ASSEMBLY),
    ],
    "web:reverse_assembly": [
        Case(OFFICE, OFFICE_WRONG, ("assembly",)),
        Case(OFFICE, OFFICE_DONE, ("assembly",), {"why": WHY["reason"]}),
    ],
    "web:enrol_place": [
        Case(OFFICE, OFFICE_WRONG, ("call",)),
        Case(OFFICE, OFFICE_DONE, ("call",), {"on": TODAY, "lugar": "0501100001", "hogar": "home"}),
    ],
    "web:refuse_place": [
        Case(OFFICE, OFFICE_WRONG, ("call",)),
        Case(OFFICE, OFFICE_DONE, ("call",), {"place": "0501100001", "households": "2", **NO}),
    ],
    "web:withdraw_refusal": [
        Case(OFFICE, OFFICE_WRONG, ("refusal",)),
        Case(OFFICE, OFFICE_DONE, ("refusal",), {"on": TODAY}),
    ],
    "web:enrolment_of": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("home",)),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("home_inside",)),
    ],
    "web:enrol_household": [
        Case(DRAFTERS_GET, DRAFTERS_DONE, ("home", "call"), {"on": TODAY}),
        Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("home_inside", "call"), {"on": TODAY}),
    ],
    "web:refuse_household": [
        Case(DRAFTERS_GET, DRAFTERS_DONE, ("home", "call"), NO),
        Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("home_inside", "call"), NO),
    ],
    "web:end_enrolment": [
        Case(OFFICE, OFFICE_WRONG, ("cycle",)),
        Case(OFFICE, OFFICE_DONE, ("cycle",), {"on": TODAY, "reason": "mistake", "note": WHY["reason"]}),
    ],
    "web:undo_end": [
        Case(OFFICE, OFFICE_WRONG, ("ended_cycle",)),
        Case(OFFICE, OFFICE_DONE, ("ended_cycle",), {"why": WHY["reason"]}),
    ],
    "web:correct_enrolment": [Case(OFFICE, OFFICE_WRONG, ("cycle",), {"on": TODAY, "why": WHY["reason"]})],
    "web:waiting": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("call",))],
    "web:waiting_file": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("call", "csv")),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("call", "xlsx")),
        Case("302 404 404 404 403 404", TERRITORIES_ONLY_GET, ("call", "geojson")),
    ],
    # ---- indicators: in this database nothing was counted yet
    "web:results": [Case(TERRITORIES, TERRITORIES_ONLY_GET)],
    "web:result": [
        Case(TERRITORIES, TERRITORIES_ONLY_GET, ("households_in",)),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, ("otra",)),
    ],
    "web:result_file": [Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, ("households_in", "csv"))],
    "web:open_figures": [page()],
    "web:open_indicator": [page("households_in"), Case(NOT_HERE, ONLY_GET, ("visits_told",))],
    "web:open_file": [Case(NOT_HERE, ONLY_GET, ("households_in", "csv"))],
    # ---- formed nuclei
    "web:nuclei": [Case(TERRITORIES, TERRITORIES_ONLY_GET), Case(TERRITORIES, TERRITORIES_ONLY_GET, query="?after=x")],
    "web:nuclei_file": [
        Case(TERRITORIES, TERRITORIES_ONLY_GET, ("csv",)),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, ("geojson",)),
    ],
    "web:nucleus": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("nucleus",)),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("nucleus",), query="?mes=99"),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("closed_nucleus",), query="?mes=x"),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, (NO_ID,)),
    ],
    "web:nucleus_households": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("nucleus",))],
    "web:nucleus_households_file": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("nucleus", "csv"))],
    "web:trainer_need": [
        Case(TERRITORIES, TERRITORIES_ONLY_GET),
        Case(TERRITORIES, TERRITORIES_ONLY_GET, query="?after=x&visitas=9&minutos=0&pago=-1"),
    ],
    "web:trainer_need_file": [
        Case(TERRITORIES, TERRITORIES_ONLY_GET, ("csv",)),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, ("geojson",)),
    ],
    "web:trainer_need_of_nucleus": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("nucleus",)),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, (NO_ID,)),
    ],
    "web:nucleus_stages": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("nucleus",))],
    "web:nucleus_folder": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("nucleus",))],
    "web:nucleus_receive": [
        Case(OFFICE, OFFICE_WRONG, ("nucleus",)),
        Case(OFFICE, OFFICE_DONE, ("nucleus",), {"hogar": "cycle", "on": TODAY}),
    ],
    "web:nucleus_member": [
        Case(READ_HERE, "403 404 404 404 403 403", ("nucleus", "member_cycle")),
        Case(READ_HERE, DRAFTERS_REFUSED, ("nucleus", "member_cycle"), {"act": "leave", "on": TODAY}),
        Case(READ_HERE, DRAFTERS_DONE, ("nucleus", "member_cycle"), {"act": "mistake", "why": WHY["reason"]}),
        Case("302 404 404 404 403 404", "403 404 404 404 403 404", ("free_nucleus", "member_cycle")),
    ],
    "web:rename_nucleus": [
        Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("nucleus",)),
        Case(DRAFTERS_GET, DRAFTERS_DONE, ("nucleus",), {"name": "Otro nombre"}),
    ],
    "web:close_nucleus": [
        Case(APPROVERS_GET, APPROVERS_REFUSED, ("nucleus",), {"on": TODAY, "why": WHY["reason"]}),
    ],
    "web:reopen_nucleus": [
        Case(APPROVERS_GET, APPROVERS_REFUSED, ("nucleus",), {"why": WHY["reason"]}),
        Case(APPROVERS_GET, APPROVERS_DONE, ("closed_nucleus",), {"why": WHY["reason"]}),
    ],
    "web:begin_stage": [
        Case(APPROVERS_GET, "403 404 404 403 403 403", ("nucleus", "=otra")),
        Case(APPROVERS_GET, APPROVERS_REFUSED, ("nucleus", "=appropriation"), {"on": TODAY}),
        Case(APPROVERS_GET, APPROVERS_DONE, ("free_nucleus", "=implementation"), {"on": TODAY}),
    ],
    "web:reverse_stage": [
        Case(APPROVERS_GET, APPROVERS_REFUSED, ("nucleus", "stage_move")),
        Case(APPROVERS_GET, APPROVERS_DONE, ("nucleus", "stage_move"), {"why": WHY["reason"]}),
        Case(APPROVERS_GET, "403 404 404 403 403 403", ("free_nucleus", "stage_move")),
    ],
    "web:compare_districts": [Case(TERRITORIES, TERRITORIES_ONLY_GET)],
    "web:compare_rules": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("=050110",)),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, ("=05",)),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, ("=x",)),
    ],
    # ---- central nuclei
    "web:centrals": [
        Case(TERRITORIES, TERRITORIES_ONLY_GET),
        Case(TERRITORIES, TERRITORIES_ONLY_GET, query="?after=x"),
    ],
    "web:new_central": [
        Case(REGISTRARS, "403 422 422 422 422 403"),
        Case(
            REGISTRARS,
            DRAFTERS_DONE,
            (),
            {"place": "0501", "version": "haku-winay@2014.1", "name": "NEC nuevo", "on": TODAY},
        ),
    ],
    "web:central": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("central",)),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, (NO_ID,)),
    ],
    "web:add_to_central": [
        Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("central",)),
        Case(DRAFTERS_GET, DRAFTERS_DONE, ("central",), {"nucleus": "free_nucleus", "on": TODAY}),
    ],
    "web:take_out_of_central": [
        Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("central", "nucleus"), {"on": TODAY, "why": WHY["reason"]}),
        Case(
            DRAFTERS_GET,
            DRAFTERS_DONE,
            ("central", "nucleus"),
            {"on": TODAY, "mistake": "on", "why": WHY["reason"]},
        ),
    ],
    "web:close_central": [
        Case(APPROVERS_GET, APPROVERS_REFUSED, ("closed_central",), {"on": TODAY, "why": WHY["reason"]}),
    ],
    "web:reopen_central": [
        Case(APPROVERS_GET, APPROVERS_REFUSED, ("central",), {"why": WHY["reason"]}),
        Case(APPROVERS_GET, APPROVERS_DONE, ("closed_central",), {"why": WHY["reason"]}),
    ],
    # ---- prices and exchange rates
    "web:offices_with_prices": [Case("302 302 302 302 200 302", "403 405 405 405 405 405")],
    "web:prices": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("=UT-05",)),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("=UT-05",), query="?estado=x&desde=y&q=%25"),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, ("=UT-99",)),
    ],
    "web:prices_file": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("=UT-05", "csv"))],
    "web:prices_of_good": [
        Case("302 404 404 404 403 404", TERRITORIES_ONLY_GET, ("=UT-05",)),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("=UT-05",), query=PRICED_GOOD),
    ],
    "web:record_price": [
        Case(OFFICE, OFFICE_WRONG, ("=UT-05",)),
        Case(OFFICE, OFFICE_DONE, ("=UT-05",), PRICE),
        Case(OFFICE, OFFICE_WRONG, ("=UT-05",), PRICE | {"source": ""}),
    ],
    "web:load_prices": [
        Case(OFFICE, OFFICE_WRONG, ("=UT-05",)),
        Case(OFFICE, OFFICE_DONE, ("=UT-05",), {"file": PRICES}),
        Case(OFFICE, OFFICE_WRONG, ("=UT-05",), {"file": PRICES.replace(TODAY.encode(), b"ayer")}),
    ],
    "web:prices_template": [Case(OFFICE, "403 405 405 405 405 403", ("=UT-05",))],
    "web:withdraw_price": [
        Case(OFFICE, OFFICE_WRONG, ("price",)),
        Case(OFFICE, OFFICE_DONE, ("price",), {"why": WHY["reason"]}),
        Case("302 404 404 404 404 403", "403 404 404 404 404 403", (NO_ID,)),
    ],
    "web:exchange_rates": [Case(TERRITORIES, TERRITORIES_ONLY_GET)],
    "web:record_rate": [
        Case(MANAGERS, MANAGERS_WRONG),
        Case(MANAGERS, MANAGERS_DONE, (), {"from_on": "2026-01-02", "rate": "3,75", "source": "SBS"}),
    ],
    "web:withdraw_rate": [
        Case(MANAGERS, MANAGERS_WRONG, ("rate",)),
        Case(MANAGERS, MANAGERS_DONE, ("rate",), {"why": WHY["reason"]}),
        Case("302 404 403 403 403 403", "403 404 403 403 403 403", (NO_ID,)),
    ],
    # ---- deliveries
    "web:deliveries": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("planned_nucleus",)),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("bare_nucleus",)),
    ],
    "web:to_deliver": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("planned_nucleus",), query="?que=open_field_garden")],
    "web:record_delivery": [
        Case(OFFICE, OFFICE_WRONG, ("planned_nucleus", "planned_cycle", "improved_stove")),
        Case(OFFICE, OFFICE_DONE, ("planned_nucleus", "planned_cycle", "improved_stove"), HANDED),
        Case("302 404 404 404 403 403", "403 404 404 404 403 403", ("planned_nucleus", "planned_cycle", "sheep")),
    ],
    "web:delivery_sheet": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("planned_nucleus", "planned_cycle", "improved_stove"))
    ],
    "web:delivery": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("delivery",))],
    "web:delivery_photo": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("delivery",)),
        Case("302 404 404 404 403 404", TERRITORIES_ONLY_GET, ("other_delivery",)),
    ],
    "web:delivery_mark": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("delivery",)),
        Case("302 404 404 404 403 404", TERRITORIES_ONLY_GET, ("other_delivery",)),
    ],
    "web:reverse_delivery": [
        Case(OFFICE, OFFICE_WRONG, ("delivery",)),
        Case(OFFICE, OFFICE_DONE, ("delivery",), {"why": WHY["reason"]}),
    ],
    "web:issue_delivery_act": [Case(OFFICE, OFFICE_DONE, ("other_delivery",))],
    "web:revoke_delivery_act": [
        Case(OFFICE, OFFICE_WRONG, ("delivery_act",)),
        Case(OFFICE, OFFICE_DONE, ("delivery_act",), {"why": WHY["reason"]}),
    ],
    "web:complaints": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("planned_nucleus",), query="?ver=todos")],
    "web:cure_shortage": [
        Case(OFFICE, OFFICE_WRONG, ("complaint",)),
        Case(OFFICE, OFFICE_DONE, ("complaint",), {"how": "refunded", "on": TODAY, "note": WHY["reason"]}),
    ],
    "web:reopen_complaint": [
        Case(OFFICE, OFFICE_WRONG, ("complaint",)),
        Case(OFFICE, OFFICE_DONE, ("ended_complaint",), {"why": WHY["reason"]}),
    ],
    # ---- what households say
    "web:sayings": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("planned_nucleus",), query="?ver=faltan")],
    "web:household_says": [
        Case(OFFICE, OFFICE_WRONG, ("planned_nucleus", "planned_cycle")),
        Case("302 404 404 404 403 403", "403 404 404 404 403 403", ("planned_nucleus", NO_ID)),
    ],
    "web:change_saying": [Case(OFFICE, OFFICE_WRONG, ("saying",))],
    "web:reverse_saying": [
        Case(OFFICE, OFFICE_WRONG, ("saying",)),
        Case(OFFICE, OFFICE_DONE, ("saying",), {"why": WHY["reason"]}),
        Case("302 404 404 404 404 403", "403 404 404 404 404 403", (NO_ID,)),
    ],
    # ---- healthy homes, support, commitments
    "web:nucleus_homes": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("planned_nucleus",))],
    "web:household_homes": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("planned_nucleus", "planned_cycle"))],
    "web:record_home_check": [Case(OFFICE, OFFICE_WRONG, ("planned_nucleus", "planned_cycle"))],
    "web:home_check": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("home_check",))],
    "web:reverse_home_check": [
        Case(OFFICE, OFFICE_WRONG, ("home_check",)),
        Case(OFFICE, OFFICE_DONE, ("home_check",), {"why": WHY["reason"]}),
    ],
    "web:finish_action": [
        Case(OFFICE, OFFICE_WRONG, ("home_action",)),
        Case(OFFICE, OFFICE_DONE, ("home_action",), {"on": TODAY, "what": "Se limpió la chimenea"}),
    ],
    "web:reopen_action": [Case(OFFICE, OFFICE_WRONG, ("home_action",), {"why": WHY["reason"]})],
    "web:supports": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("planned_nucleus",))],
    "web:record_support": [
        Case(OFFICE, OFFICE_WRONG, ("planned_nucleus",)),
        Case(OFFICE, OFFICE_DONE, ("planned_nucleus",), GIVEN),
    ],
    "web:withdraw_support": [
        Case(OFFICE, OFFICE_WRONG, ("support",)),
        Case(OFFICE, OFFICE_DONE, ("support",), {"why": WHY["reason"]}),
    ],
    "web:commitment": [Case(READ_HERE, DRAFTERS_REFUSED, ("planned_nucleus", "planned_cycle"))],
    "web:reverse_commitment": [
        Case(OFFICE, OFFICE_WRONG, ("commitment",)),
        Case(OFFICE, OFFICE_DONE, ("commitment",), {"why": WHY["reason"]}),
    ],
    "web:commitment_scan": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("commitment",))],
    "web:adoption": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("planned_nucleus",))],
    "web:district_adoption": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("050110",)),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, ("999999",)),
    ],
    # ---- technologies
    "web:household_technologies": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("planned_nucleus", "planned_cycle"))],
    "web:checks_due": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("planned_nucleus",), query="?dias=30"),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("planned_nucleus",), query="?serie=salida"),
    ],
    "web:install_technology": [Case(OFFICE, OFFICE_WRONG, ("technology",))],
    "web:check_technology": [
        Case(OFFICE, OFFICE_WRONG, ("technology",)),
        Case(OFFICE, OFFICE_DONE, ("technology",), CHECKED),
    ],
    "web:reverse_installation": [
        Case(OFFICE, OFFICE_WRONG, ("installation",)),
        Case(OFFICE, OFFICE_DONE, ("installation",), {"why": WHY["reason"]}),
    ],
    "web:reverse_check": [
        Case(OFFICE, OFFICE_WRONG, ("check",)),
        Case(OFFICE, OFFICE_DONE, ("check",), {"why": WHY["reason"]}),
    ],
    "web:check_photo": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("check",)),
        Case("302 404 404 404 403 404", TERRITORIES_ONLY_GET, ("other_check",)),
    ],
    # ---- workshops
    "web:technical_plans": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("planned_nucleus",)),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("governed_nucleus",)),
    ],
    "web:tell_workshop": [
        Case(OFFICE, OFFICE_WRONG, ("untold_assembly",)),
        Case(OFFICE, OFFICE_DONE, ("untold_assembly",), WORKSHOP),
        Case(OFFICE, "403 200 200 200 403 403", ("untold_assembly",), WORKSHOP, query="?vista=1"),
        Case(OFFICE, OFFICE_DONE, ("told_assembly",), WORKSHOP),
        Case(OFFICE, OFFICE_WRONG, ("held_assembly",), WORKSHOP),
    ],
    "web:live_workshop": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("called_workshop",)),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("live_workshop",)),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("live_workshop",), query="?vista=pantalla&hogar=x"),
        Case("302 404 404 404 403 404", TERRITORIES_ONLY_GET, ("held_assembly",)),
    ],
    "web:mark_live_workshop": [
        Case(DRAFTERS_GET, OFFICE_WRONG, ("live_workshop",)),
        Case(DRAFTERS_GET, OFFICE_WRONG, ("called_workshop",), {"act": "close"}),
        Case(DRAFTERS_GET, OFFICE_DONE, ("called_workshop",), {"act": "open", "mode": "secret"}),
        Case(DRAFTERS_GET, OFFICE_DONE, ("live_workshop",), {"act": "count", "kind": "came", "key": "woman"}),
        Case(DRAFTERS_GET, OFFICE_DONE, ("live_workshop",), {"act": "back", "of": "live_mark"}),
        Case(DRAFTERS_GET, OFFICE_DONE, ("live_workshop",), {"act": "close"}),
    ],
    "web:workshop_sheet": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("untold_assembly",))],
    "web:workshop": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("told_workshop",)),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("approved_workshop",)),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, (NO_ID,)),
    ],
    "web:approve_workshop": [
        Case(DECIDERS, DECIDERS_DONE, ("told_workshop",)),
        Case(DECIDERS, DECIDERS_WRONG, ("approved_workshop",)),
    ],
    "web:return_workshop": [
        Case(DECIDERS, DECIDERS_WRONG, ("told_workshop",)),
        Case(DECIDERS, DECIDERS_DONE, ("told_workshop",), {"why": WHY["reason"]}),
    ],
    "web:reverse_workshop": [
        Case(OFFICE, OFFICE_WRONG, ("told_workshop",)),
        Case(OFFICE, OFFICE_DONE, ("told_workshop",), {"why": WHY["reason"]}),
        Case(OFFICE, "403 422 422 403 403 403", ("approved_workshop",), {"why": WHY["reason"]}),
    ],
    # ---- technical plans
    "web:workshops_to_decide": [Case(TERRITORIES, TERRITORIES_ONLY_GET)],
    "web:technical_plans_list": [
        Case(TERRITORIES, TERRITORIES_ONLY_GET),
        Case(TERRITORIES, TERRITORIES_ONLY_GET, query="?estado=without&desde=x&distrito=y"),
    ],
    "web:begin_technical_plan": [
        Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("bare_nucleus",), {"on": TODAY}),
        Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("planned_nucleus",), {"on": TODAY}),
        Case(DRAFTERS_GET, DRAFTERS_DONE, ("planned_nucleus",), {"on": TODAY, "why": WHY["reason"]}),
    ],
    "web:technical_plan": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("draft_plan",)),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("sent_plan",)),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("approved_plan",)),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, (NO_ID,)),
    ],
    "web:change_technical_plan": [
        Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("draft_plan",)),
        Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("draft_plan",), {"act": "item", "item": "guinea_pigs", "modules": "1"}),
        Case(DRAFTERS_GET, DRAFTERS_DONE, ("draft_plan",), {"act": "item", "item": "safe_water", "modules": "1"}),
        Case(
            DRAFTERS_GET,
            DRAFTERS_DONE,
            ("draft_plan",),
            {
                "act": "need",
                "item": "improved_stove",
                "position": "0",
                "how": "Ya están secos",
            },
        ),
        Case(DRAFTERS_GET, DRAFTERS_DONE, ("draft_plan",), GIFT),
        Case(DRAFTERS_GET, DRAFTERS_DONE, ("draft_plan",), {"act": "ungive", "contribution": "gift"}),
        Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("approved_plan",), GIFT),
    ],
    "web:submit_technical_plan": [
        Case(OFFICE, OFFICE_DONE, ("draft_plan",)),
        Case(OFFICE, OFFICE_WRONG, ("approved_plan",)),
    ],
    "web:approve_technical_plan": [
        Case(DECIDERS, DECIDERS_DONE, ("sent_plan",), {"on": TODAY}),
        Case(DECIDERS, DECIDERS_WRONG, ("draft_plan",), {"on": TODAY}),
    ],
    "web:return_technical_plan": [
        Case(DECIDERS, DECIDERS_WRONG, ("sent_plan",)),
        Case(DECIDERS, DECIDERS_DONE, ("sent_plan",), {"why": WHY["reason"]}),
    ],
    "web:withdraw_technical_plan": [
        Case(OFFICE, OFFICE_DONE, ("sent_plan",), {"why": WHY["reason"]}),
        Case(OFFICE, OFFICE_WRONG, ("approved_plan",), {"why": WHY["reason"]}),
    ],
    "web:technical_plan_orders": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("approved_plan", "csv"))],
    "web:issue_plan_file": [
        Case(OFFICE, OFFICE_DONE, ("approved_plan",)),
        Case(OFFICE, OFFICE_WRONG, ("sent_plan",)),
    ],
    "web:revoke_plan_file": [
        Case(OFFICE, OFFICE_WRONG, ("plan_file",)),
        Case(OFFICE, OFFICE_DONE, ("plan_file",), {"why": WHY["reason"]}),
        Case("302 404 404 404 404 403", "403 404 404 404 404 403", ("minutes",)),
    ],
    "web:technical_household": [
        Case(READ_HERE, DRAFTERS_REFUSED, ("draft_plan", "drafting_cycle")),
        Case(
            READ_HERE,
            DRAFTERS_DONE,
            ("draft_plan", "drafting_cycle"),
            {
                "item-open_field_garden": "1",
                "item-safe_water": "1",
                "why": WHY["reason"],
            },
        ),
        Case(READ_HERE, DRAFTERS_REFUSED, ("approved_plan", "planned_cycle"), {"act": "package"}),
        Case("302 404 404 404 403 404", "403 404 404 404 403 404", ("approved_plan", "drafting_cycle")),
    ],
    "web:technical_household_sheet": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("approved_plan", "planned_cycle"), query="?idioma=quy"),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("draft_plan", "drafting_cycle"), query="?idioma=xx"),
    ],
    # ---- plans of nuclei
    "web:plans": [Case(TERRITORIES, TERRITORIES_ONLY_GET), Case(TERRITORIES, TERRITORIES_ONLY_GET, query="?after=x")],
    "web:plans_to_decide": [
        Case(TERRITORIES, TERRITORIES_ONLY_GET),
        Case(TERRITORIES, TERRITORIES_ONLY_GET, query="?estado=returned&departamento=05&after=x"),
    ],
    "web:ask_for_plan": [
        Case(DRAFTERS_GET, "403 404 404 404 404 403"),
        Case(
            DRAFTERS_GET,
            "403 302 302 302 403 403",
            (),
            {"district": "050110", "program": "haku-winay", "version": "2014.1", "seconds": "10"},
        ),
    ],
    "web:plan": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("plan",)),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("plan",), query="?comunidad=0501100001"),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, (NO_ID,)),
    ],
    "web:plan_csv": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("plan",))],
    "web:plan_paper": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("plan", "plan_place")),
        Case("302 404 404 404 403 404", TERRITORIES_ONLY_GET, ("plan", "=0501100009")),
    ],
    "web:acceptance_scan": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("acceptance",)),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, (NO_ID,)),
    ],
    "web:move_in_plan": [
        Case(DRAFTERS_GET, "403 404 404 404 403 403", ("plan",)),
        Case(DRAFTERS_GET, DRAFTERS_DONE, ("plan",), {"unit": "plan_place", "origin": "1", "target": "nuevo"}),
        Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("plan",), {"unit": "plan_place", "origin": "1", "target": "1"}),
    ],
    "web:seat_in_plan": [
        Case(DRAFTERS_GET, "403 404 404 404 403 403", ("plan",)),
        Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("plan",), {"unit": "plan_place", "group": "1"}),
    ],
    "web:name_in_plan": [
        Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("plan",), {"group": "1"}),
        Case(DRAFTERS_GET, DRAFTERS_DONE, ("plan",), {"group": "1", "name": "Ayllu", "exception_why": WHY["reason"]}),
    ],
    "web:undo_in_plan": [Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("plan",))],
    "web:recount_plan": [Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("plan",))],
    "web:mark_in_plan": [Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("plan",))],
    "web:unmark_in_plan": [
        Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("plan", "mark")),
        Case(DRAFTERS_GET, DRAFTERS_DONE, ("plan", "mark"), {"why": WHY["reason"]}),
        Case(DRAFTERS_GET, "403 404 404 404 403 403", ("plan", NO_ID), {"why": WHY["reason"]}),
    ],
    "web:accept_plan": [
        Case(HERE, DRAFTERS_REFUSED, ("plan", "plan_place")),
        Case("302 404 404 404 403 403", "403 404 404 404 403 403", ("plan", "=0501100009")),
    ],
    "web:reverse_acceptance": [
        Case(HERE, DRAFTERS_REFUSED, ("acceptance",)),
        Case(HERE, DRAFTERS_DONE, ("acceptance",), {"why": WHY["reason"]}),
    ],
    "web:submit_plan": [Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("plan",))],
    "web:return_plan": [Case(APPROVERS_GET, APPROVERS_REFUSED, ("plan",), {"return-why": WHY["reason"]})],
    "web:approve_plan": [
        Case(APPROVERS_GET, APPROVERS_REFUSED, ("plan",)),
        Case(APPROVERS_GET, APPROVERS_REFUSED, ("plan",), {"on": TODAY}),
    ],
    "web:discard_plan": [
        Case(DRAFTERS_GET, DRAFTERS_REFUSED, ("plan",)),
        Case(DRAFTERS_GET, DRAFTERS_DONE, ("plan",), {"discard-why": WHY["reason"]}),
    ],
    # ---- people and roles
    "web:people": [Case(READERS, READERS_ONLY_GET)],
    "web:people_csv": [Case(READERS, READERS_ONLY_GET)],
    "web:person": [Case(READERS, READERS_ONLY_GET, ("colleague",))],
    "web:roles": [page()],
    "web:person_add": [
        Case(MANAGERS, MANAGERS_WRONG),
        Case(MANAGERS, MANAGERS_DONE, data={"name": "Nelly Cusi Rojas", "email": "nelly@ejemplo.pe"}),
    ],
    "web:grant_add": [
        Case(MANAGERS, MANAGERS_WRONG, ("colleague",)),
        Case(MANAGERS, MANAGERS_DONE, ("colleague",), {"role": "office_head", "place": "21", "on": TODAY}),
    ],
    "web:grant_end": [
        Case(MANAGERS, MANAGERS_WRONG, ("role_given",)),
        Case(MANAGERS, MANAGERS_DONE, ("role_given",), {**WHY, "on": TODAY}),
    ],
    "web:person_access": [
        Case(MANAGERS, MANAGERS_WRONG, ("colleague",)),
        Case(MANAGERS, MANAGERS_DONE, ("colleague",), WHY),
    ],
    # ---- what phones sent: whoever works in the territory, and the auditor, who decides nothing
    "web:submissions": [Case(STAFF, STAFF_ONLY_GET)],
    "web:submissions_csv": [Case(STAFF, STAFF_ONLY_GET)],
    "web:answer_files": [Case(STAFF, STAFF_ONLY_GET)],
    "web:answer_dictionary": [Case("302 404 404 404 404 404", STAFF_ONLY_GET)],
    "web:answer_file": [
        Case("302 405 405 405 405 405", "403 404 404 404 404 404", ("csv",)),
        Case("302 405 405 405 405 405", "403 404 404 404 404 404", ("csv",), query="?form=nobody"),
    ],
    "web:submission": [Case(SENT, STAFF_ONLY_GET, ("submission",)), Case(NO_SUCH, STAFF_ONLY_GET, (NOBODYS,))],
    "web:submission_xml": [Case(SENT, STAFF_ONLY_GET, ("submission",))],
    "web:submission_zip": [Case(SENT, STAFF_ONLY_GET, ("submission",))],
    "web:submission_file": [Case(SENT, STAFF_ONLY_GET, ("submission", "1.jpg"))],
    "web:submission_again": [Case(REVIEWERS_ONLY_POST, REVIEWED, ("submission",))],
    "web:submission_correct": [
        Case(REVIEWERS_ONLY_POST, NOT_REVIEWED, ("submission",)),
        Case(REVIEWERS_ONLY_POST, REVIEWED, ("submission",), {"path": "name", "value": "Otra", "why": LONG}),
    ],
    "web:submission_dismiss": [
        Case(REVIEWERS_ONLY_POST, NOT_REVIEWED, ("submission",)),
        Case(REVIEWERS_ONLY_POST, REVIEWED, ("submission",), {"why": LONG}),
    ],
    # To erase is for the head of the office and the national manager.
    "web:submission_erase": [
        Case(APPROVERS_GET, "403 422 422 403 403 403", ("submission",)),
        Case(APPROVERS_GET, "403 302 302 403 403 403", ("submission",), {"why": LONG, "sure": "1"}),
    ],
    "web:submission_restore": [Case(REVIEWERS_ONLY_POST, NOT_REVIEWED, ("submission",), {"why": LONG})],
    # ---- paper sheets: who reviews what arrives types them in, each for its territory
    "web:sheets": [Case(REGISTRARS, "403 405 405 405 405 403")],
    "web:sheet_begin": [
        Case(REGISTRARS, "403 422 422 422 422 403", ("form",)),
        Case("302 404 404 404 404 403", "403 404 404 404 404 403", (NO_ID,)),
    ],
    "web:sheet": [Case(HERE, "403 422 422 422 403 403", ("sheet",))],
    "web:sheet_scan": [Case(HERE, "403 405 405 405 405 403", ("sheet",))],
    "web:sheet_drop": [Case("302 405 405 405 405 403", "403 302 302 302 403 403", ("sheet",))],
    "web:apart_list": [Case(STAFF, STAFF_ONLY_GET)],
    "web:apart": [
        Case(SENT, NOT_REVIEWED, ("apart",)),
        Case(SENT, REVIEWED, ("apart",), {"do": "keep", "why": LONG}),
    ],
    "web:apart_content": [Case(SENT, STAFF_ONLY_GET, ("apart",))],
    "web:apart_file": [Case(SENT, STAFF_ONLY_GET, ("apart", "apart_file"))],
    "web:entity_conflicts": [Case(STAFF, STAFF_ONLY_GET)],
    "web:entity_conflict": [
        Case(SENT, NOT_REVIEWED, ("entity_conflict",), {"why": LONG}),
        Case(SENT, REVIEWED, ("entity_conflict",), {"keep": "server", "seen": "3", "why": LONG}),
    ],
    # ---- the journal
    "web:journal": [Case(READERS, READERS_ONLY_GET)],
    "web:journal_csv": [Case(READERS, READERS_ONLY_GET)],
    "web:journal_line": [Case(READERS, READERS_ONLY_GET, ("line",))],
    "web:seals": [page()],
    "web:seals_file": [page()],
    "web:verify_journal": [Case("302 403 403 403 403 405", "403 403 403 403 403 200")],
    "web:history": [
        page("place", "05"),
        page("selection", "approved"),
        Case("302 200 200 200 403 200", ONLY_GET, ("selection", "draft")),
        Case("302 200 403 403 403 200", ONLY_GET, ("person", "colleague")),
        Case("302 200 403 403 403 200", ONLY_GET, ("grant", "role_given")),
        Case("302 200 200 200 403 200", ONLY_GET, ("=household", "household")),
        Case("302 200 200 200 403 200", ONLY_GET, ("=member", "member")),
        Case("302 200 200 200 403 200", ONLY_GET, ("=grievance", "grievance")),
        Case("302 200 200 403 403 200", ONLY_GET, ("=grievance", "grievance_about_specialist")),
        Case("302 200 200 200 403 200", ONLY_GET, ("=rumour", "heard_rumour")),
        Case("302 200 200 200 403 200", ONLY_GET, ("=conflict", "conflict")),
        Case("302 200 200 200 200 200", ONLY_GET, ("=strategy", "strategy")),
        Case("404 404 404 404 404 404", ONLY_GET, ("planet", "x")),
    ],
    # ---- assemblies and boards: who reads the nucleus reads them, its office tells them
    "web:assemblies_of_nucleus": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("governed_nucleus",))],
    "web:call_assembly": [Case(OFFICE, OFFICE_WRONG, ("governed_nucleus",))],
    "web:nucleus_assembly": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("held_assembly",)),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("called_assembly",)),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, (NO_ID,)),
    ],
    "web:correct_assembly_call": [Case(OFFICE, OFFICE_WRONG, ("called_assembly",))],
    "web:cancel_assembly": [
        Case(OFFICE, OFFICE_WRONG, ("held_assembly",), {"why": LONG}),
        Case(OFFICE, OFFICE_DONE, ("called_assembly",), {"why": LONG}),
    ],
    "web:tell_assembly": [
        Case(OFFICE, OFFICE_WRONG, ("called_assembly",)),
        Case("302 302 302 302 403 403", OFFICE_DONE, ("held_assembly",)),
    ],
    "web:assembly_scan": [
        Case(OFFICE, OFFICE_WRONG, ("held_assembly",)),
        Case(OFFICE, OFFICE_DONE, ("held_assembly",), {"file": b"%PDF-1.7"}),
    ],
    "web:take_back_assembly": [Case(OFFICE, OFFICE_WRONG, ("held_assembly",), {"why": LONG})],
    "web:certify_minutes": [Case(OFFICE, OFFICE_WRONG, ("held_assembly",))],
    "web:reverse_certification": [Case(OFFICE, OFFICE_DONE, ("certification",), {"why": LONG})],
    "web:issue_minutes": [Case(OFFICE, OFFICE_DONE, ("held_assembly",))],
    "web:revoke_minutes": [
        Case(OFFICE, OFFICE_DONE, ("minutes",), {"why": LONG}),
        Case("302 404 404 404 404 403", "403 404 404 404 404 403", ("act",)),
    ],
    "web:assembly_paper": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("called_assembly", "votos"))],
    "web:board": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("governed_nucleus",))],
    "web:appoint_prosecutor": [Case(OFFICE, OFFICE_WRONG, ("governed_nucleus",))],
    "web:end_mandate": [
        Case(OFFICE, OFFICE_WRONG, ("mandate",)),
        Case(OFFICE, OFFICE_DONE, ("mandate",), {"reason": "mistake", "on": TODAY, "note": LONG}),
    ],
    "web:board_phone_add": [
        Case(OFFICE, OFFICE_WRONG, ("ended_mandate",)),
        Case(OFFICE, OFFICE_SHOWN, ("mandate",)),
    ],
    "web:reopen_mandate": [Case(OFFICE, OFFICE_DONE, ("ended_mandate",), {"why": LONG})],
}

LOG_IN_FIRST = "302 302 302 302 302 302"
OWN_PAGE, OWN_ONLY_GET = "302 200 200 200 200 200", "302 405 405 405 405 405"

# allauth's own views carry no rule of ours: they look after themselves, and this is how. Those we do not offer are
# closed by a view of ours (web/account.py) under the same name; theirs stays behind it, out of reach.
# A POST without answers is turned away in words, once the token is good.
for _slash in ("", "_slash"):
    ROWS[f"field:submission{_slash}"] = [
        Case(ONLY_GET, "400 400 400 400 400 400", ("phone_token",)),
        Case(ONLY_GET, SHUT, (NO_TOKEN,)),
    ]
    ROWS[f"field:basic_submission{_slash}"] = [Case(ONLY_GET, CHALLENGED)]
ROWS |= {
    # ---- phones: who works in a territory, and the auditor; forms: who publishes is the national manager
    "web:phones": [Case(PHONE_READERS, PHONE_READERS_ONLY_GET)],
    "web:phones_csv": [Case(PHONE_READERS, PHONE_READERS_ONLY_GET)],
    "web:phone_add": [
        Case(PHONE_MANAGERS, "403 422 422 422 422 403"),
        Case(PHONE_MANAGERS, "403 200 200 200 422 403", data=NEW_PHONE),
    ],
    "web:phone": [Case("302 200 200 200 403 200", PHONE_READERS_ONLY_GET, ("phone",))],
    "web:phone_revoke": [
        Case("302 200 200 200 403 403", "403 422 422 422 403 403", ("phone",)),
        Case("302 200 200 200 403 403", "403 302 302 302 403 403", ("phone",), data=WHY),
    ],
    "web:filling": [page()],
    "web:filling_form": [page("=household_visit"), page("=no hay tal")],
    "web:filling_worker": [page()],
    "web:filling_enter": [
        Case(PHONE_MANAGERS, "403 422 422 422 422 403"),
        Case(PHONE_MANAGERS, "403 302 302 302 422 403", data={"place": "0501"}),
    ],
    "web:filling_try": [Case(NOT_HERE, NOT_HERE)],  # not a demonstration
    "web:filling_sample": [Case(NOT_HERE, NOT_HERE)],
    "web:filling_arrived": [
        Case("302 405 405 405 405 405", "403 404 404 404 404 404"),
        Case(
            "302 405 405 405 405 405",
            "403 302 302 302 404 302",
            data={"form": "sent_form", "instance": "sent_instance"},
        ),
    ],
    "web:field_forms": [Case(PHONE_READERS, PHONE_READERS_ONLY_GET)],
    "web:field_form": [
        Case(PHONE_READERS, PHONE_READERS_ONLY_GET, ("form",)),
        Case(READ_HERE, PHONE_READERS_ONLY_GET, ("office_form",)),
    ],
    "web:field_form_source": [
        Case(PHONE_READERS, PHONE_READERS_ONLY_GET, ("form",)),
        Case(READ_HERE, PHONE_READERS_ONLY_GET, ("office_form",)),
    ],
    "web:field_form_media": [
        Case(PHONE_READERS, PHONE_READERS_ONLY_GET, ("form", "hola.mp3")),
        Case(READ_HERE, PHONE_READERS_ONLY_GET, ("office_form", "hola.mp3")),
    ],
    "web:field_form_publish": [
        Case(MANAGERS, MANAGERS_WRONG),
        Case(MANAGERS, MANAGERS_WRONG, data={"workbook": b"no workbook"}),
    ],
    "web:field_form_retire": [
        Case(MANAGERS, MANAGERS_WRONG, ("form",)),
        Case(MANAGERS, MANAGERS_DONE, ("form",), data=WHY),
        Case(OFFICE, OFFICE_WRONG, ("office_form",)),
        Case(OFFICE, OFFICE_DONE, ("office_form",), data=WHY),
    ],
    "web:field_form_restore": [
        Case("302 405 405 405 405 403", MANAGERS_DONE, ("form",)),
        Case("302 405 405 405 405 403", OFFICE_DONE, ("office_form",)),
    ],
    "web:form_voices": [
        Case(PHONE_READERS, PHONE_READERS_ONLY_GET, ("form",)),
        Case(READ_HERE, PHONE_READERS_ONLY_GET, ("office_form",)),
    ],
    "web:form_voice_keep": [
        Case("302 404 404 404 403 403", "403 404 404 404 403 403", ("office_form",)),  # nothing to read aloud
        Case(OFFICE, OFFICE_WRONG, ("office_form",), query="?pregunta=answer&lang="),
    ],
    "web:kept_of_household": [Case(READ_HERE, STAFF_ONLY_GET, ("household",))],
    "web:kept_of_nucleus": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("nucleus",))],
    "web:form_voices_publish": [Case(OFFICE, OFFICE_WRONG, ("office_form",))],
    "web:form_voice_file": [Case(READ_HERE, PHONE_READERS_ONLY_GET, ("recording",))],
    "web:form_voice_withdraw": [
        Case(OFFICE, OFFICE_WRONG, ("recording",)),
        Case(OFFICE, OFFICE_DONE, ("recording",), data=WHY),
    ],
    "web:forms_of_offices": [Case(PHONE_READERS, PHONE_READERS_ONLY_GET)],
    "web:adapt_form": [Case(REGISTRARS, "403 422 422 422 422 403")],
}
for _name, _args in {
    "form_list": (), "form": ("form",), "manifest": ("form",), "media": ("form", "hola.mp3"),
    "entity_list": ("=households",), "integrity": ("=households",),
}.items():  # fmt: skip
    for _slash in ("", "_slash"):
        ROWS[f"field:{_name}{_slash}"] = phones(*_args)
        ROWS[f"field:basic_{_name}{_slash}"] = [Case(CHALLENGED, ONLY_GET, _args)]

# Contests of the office of 05. Deciding is the head's and the national manager's.
DECIDERS, DECIDED, NOT_DECIDED = "302 200 200 403 403 403", "403 302 302 403 403 403", "403 422 422 403 403 403"
# A scorer's pages are theirs alone, whatever others may.
SCORER, SCORER_ONLY_GET = "302 403 403 200 403 403", "403 405 405 405 405 405"
ROWS |= {
    "web:contests": [Case(TERRITORIES, TERRITORIES_ONLY_GET)],
    "web:contracts": [Case(TERRITORIES, TERRITORIES_ONLY_GET)],
    "web:contest": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, (one,)) for one in ("contest", "contest_scored", "contest_draft")
    ],
    "web:new_contest": [Case(REGISTRARS, "403 422 422 422 422 403")],
    "web:correct_contest": [Case(OFFICE, OFFICE_WRONG, ("contest_draft",))],
    "web:add_vacancy": [Case(OFFICE, OFFICE_WRONG, ("contest_draft",))],
    "web:remove_vacancy": [Case(OFFICE, OFFICE_DONE, ("vacancy",))],
    "web:publish_contest": [Case(DECIDERS, DECIDED, ("contest_draft",)), Case(DECIDERS, NOT_DECIDED, ("contest",))],
    "web:close_contest": [Case(OFFICE, OFFICE_WRONG, ("contest",))],
    "web:void_contest": [
        Case(DECIDERS, NOT_DECIDED, ("contest",)),
        Case(DECIDERS, DECIDED, ("contest",), data={"why": "fault", "note": LONG}),
    ],
    "web:reopen_contest": [Case(OFFICE, OFFICE_WRONG, ("contest",))],
    "web:new_application": [Case(OFFICE, OFFICE_WRONG, ("contest_scored",))],
    "web:application": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("application",))],
    "web:complete_application": [Case(OFFICE, OFFICE_WRONG, ("application",), data={"on": TODAY})],
    "web:observe_application": [Case(OFFICE, OFFICE_WRONG, ("application",), data={"missing": "Copia del DNI"})],
    "web:correct_applicant": [Case(OFFICE, OFFICE_WRONG, ("application",))],
    "web:withdraw_application": [Case(OFFICE, OFFICE_WRONG, ("application",), data={"on": TODAY, "why": LONG})],
    "web:erase_applicant": [Case(DECIDERS, NOT_DECIDED, ("application",), data={"note": LONG, "sure": "on"})],
    "web:applications_file": [Case(OFFICE, OFFICE_WRONG, ("contest_scored",), data={"file": b"no table"})],
    "web:applications_template": [Case(OFFICE, "403 405 405 405 405 403", ("contest_scored",))],
    "web:name_scorer": [Case(DECIDERS, NOT_DECIDED, ("contest_scored",))],
    "web:dismiss_scorer": [Case(DECIDERS, DECIDED, ("scorer",), data={"why": LONG})],
    "web:scorings": [Case("302 200 200 200 200 200", "403 405 405 405 405 405")],
    "web:scorer": [Case(SCORER, SCORER_ONLY_GET, ("scorer",))],
    "web:score_sheet": [
        Case(SCORER, "403 403 403 422 403 403", ("scorer", "=1")),
        Case(SCORER, "403 403 403 302 403 403", ("scorer", "=1"), data={"conflict": "relative"}),
    ],
    "web:score_paper": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("contest",))],
    "web:draw_up_ranking": [Case(OFFICE, OFFICE_WRONG, ("contest_scored",))],
    "web:ranking": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("ranking",))],
    "web:publish_results": [Case(DECIDERS, NOT_DECIDED, ("ranking",))],
    "web:return_ranking": [Case(DECIDERS, NOT_DECIDED, ("ranking",))],
    "web:receive_appeal": [Case(OFFICE, OFFICE_WRONG, ("ranking",))],
    "web:issue_results": [Case(OFFICE, OFFICE_DONE, ("ranking",))],
    "web:answer_appeal": [
        Case(DECIDERS, NOT_DECIDED, ("appeal",)),
        Case(DECIDERS, DECIDED, ("appeal",), data={"answer": "unfounded", "why": LONG}),
    ],
    "web:public_contests": [page()],
    "web:public_contest": [page("contest"), Case(NOT_HERE, ONLY_GET, ("contest_draft",))],
    "web:courses": [Case(TERRITORIES, TERRITORIES_ONLY_GET)],
    "web:new_course": [Case("302 200 200 200 200 403", "403 200 200 200 200 403")],
    "web:course": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("course",))],
    "web:correct_course": [Case(OFFICE, OFFICE_WRONG, ("course",))],
    "web:reverse_course": [Case(OFFICE, OFFICE_DONE, ("course",), data={"why": LONG})],
    "web:certify_course": [Case("302 405 405 405 405 403", OFFICE_DONE, ("course", "contract"))],
    "web:contract": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("contract",))],
    "web:caseloads": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("governed_nucleus",)),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("closed_nucleus",), query="?dia=x&clase=x"),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, (NO_ID,)),
    ],
    "web:share_out": [Case("302 405 405 405 405 403", OFFICE_WRONG, ("governed_nucleus",))],
    "web:take_back_sharing": [Case("302 405 405 405 405 403", OFFICE_DONE, ("governed_nucleus",))],
    "web:give_household": [Case(OFFICE, OFFICE_WRONG, ("governed_nucleus", "visited_cycle"))],
    "web:caseload": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("contract",))],
    "web:trainer_month": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("contract",)),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("contract",), query="?mes=x&duerme=x"),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, (NO_ID,)),
    ],
    "web:trainer_day": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("contract",)),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("contract",), query="?dia=x&sale=x"),
    ],
    "web:office_shortfalls": [
        Case(TERRITORIES, TERRITORIES_ONLY_GET),
        Case(TERRITORIES, TERRITORIES_ONLY_GET, query="?clase=financial&mes=x&distrito=y&after=z"),
    ],
    "web:office_shortfalls_file": [
        Case(TERRITORIES, TERRITORIES_ONLY_GET, ("csv",)),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, ("geojson",)),
    ],
    "web:visit_shortfalls": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("governed_nucleus",)),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("closed_nucleus",), query="?mes=x&clase=x"),
    ],
    "web:plan_month": [Case("302 405 405 405 405 403", OFFICE_WRONG, ("contract",))],
    "web:month_changes": [Case("302 404 404 404 403 403", OFFICE_WRONG, ("contract",))],
    "web:take_back_month": [Case("302 405 405 405 405 403", OFFICE_WRONG, ("contract",))],
    "web:tell_absence": [Case(OFFICE, OFFICE_WRONG, ("contract",))],
    "web:take_back_absence": [Case("302 405 405 405 405 403", "403 404 404 404 403 403", ("contract", NO_ID))],
    "web:trainer_phone_add": [Case(OFFICE, OFFICE_SHOWN, ("contract",))],
    "web:extend_contract": [Case(OFFICE, OFFICE_WRONG, ("contract",))],
    "web:end_contract": [Case(OFFICE, OFFICE_DONE, ("contract",), data={"why": "mistake", "on": TODAY, "note": LONG})],
    "web:issue_contract_paper": [Case(OFFICE, OFFICE_DONE, ("contract",))],
    "web:revoke_contract_paper": [
        Case(OFFICE, OFFICE_WRONG, ("contract_paper",)),
        Case(OFFICE, OFFICE_DONE, ("contract_paper",), {"why": LONG}),
        Case("302 404 404 404 404 403", "403 404 404 404 404 403", (NO_ID,)),
    ],
    "web:hire_person": [Case(OFFICE, OFFICE_WRONG, ("governed_nucleus",))],
    "web:hire_selected": [Case(OFFICE, OFFICE_WRONG, ("application",))],
    "web:refuse_post": [Case(OFFICE, OFFICE_DONE, ("application",), data={"on": TODAY, "why": LONG})],
    "web:take_back_refusal": [Case(OFFICE, OFFICE_WRONG, ("application",))],
    "web:dues": [
        Case(TERRITORIES, TERRITORIES_ONLY_GET),
        Case(TERRITORIES, TERRITORIES_ONLY_GET, query="?que=late&dias=x&contrato=x&busca=x&after=x"),
    ],
    "web:dues_file": [
        Case(TERRITORIES, TERRITORIES_ONLY_GET, ("csv",)),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, ("geojson",)),
    ],
    "web:visits": [
        Case(TERRITORIES, TERRITORIES_ONLY_GET),
        Case(TERRITORIES, TERRITORIES_ONLY_GET, query="?mes=x&clase=x&contrato=x&nucleo=x&after=x"),
    ],
    "web:visits_file": [
        Case(TERRITORIES, TERRITORIES_ONLY_GET, ("csv",)),
        Case(TERRITORIES, TERRITORIES_ONLY_GET, ("diccionario",)),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, ("geojson",)),
    ],
    "web:visit": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("visit",)),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, (NO_ID,)),
    ],
    "web:visits_of_household": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("visited_household",))],
    "web:record_visit": [
        Case(OFFICE, OFFICE_WRONG, ("contract", "visited_cycle")),
        Case("302 404 404 404 404 403", "403 404 404 404 404 403", ("contract", NO_ID)),
    ],
    "web:correct_visit": [Case(OFFICE, OFFICE_WRONG, ("visit",))],
    "web:reverse_visit": [
        Case(OFFICE, OFFICE_WRONG, ("visit",)),
        Case(OFFICE, OFFICE_DONE, ("visit",), data={"why": LONG}),
    ],
    "web:trainer_visits": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("contract",)),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("contract",), query="?mes=1999-01"),
    ],
    "web:visit_sheet": [
        Case(OFFICE, OFFICE_WRONG, ("contract",)),
        Case("302 404 404 404 404 403", "403 404 404 404 404 403", (NO_ID,)),
    ],
    "web:visit_sheet_paper": [Case(OFFICE, "403 405 405 405 405 403", ("contract",), query="?mes=1999-01")],
    "web:nucleus_visits": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("governed_nucleus",)),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("closed_nucleus",), query="?clase=financial"),
    ],
    "web:group_sessions": [Case(TERRITORIES, TERRITORIES_ONLY_GET, query="?mes=x&contrato=x&after=x")],
    "web:group_session": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("group_session",))],
    "web:record_session": [Case(OFFICE, OFFICE_WRONG, ("governed_nucleus",))],
    "web:correct_session": [Case(OFFICE, OFFICE_WRONG, ("group_session",))],
    "web:reverse_session": [
        Case(OFFICE, OFFICE_WRONG, ("group_session",)),
        Case(OFFICE, OFFICE_DONE, ("group_session",), data={"why": LONG}),
    ],
}

# What is said: every role reads that of its own territory, microstrategies those of the whole country; the office and
# the national manager write. Nobody opens what is about themselves.
WRITERS_WRONG = "403 422 422 422 422 403"
SEERS, SEERS_ONLY = "302 200 200 403 403 403", "403 200 200 403 403 403"
SEERS_WRONG, SEERS_DONE = "403 422 422 403 403 403", "403 302 302 403 403 403"
NOT_SPECIALIST = "302 200 200 403 403 200"
ROWS |= {
    "web:grievances": [
        Case(TERRITORIES, TERRITORIES_ONLY_GET),
        Case(TERRITORIES, TERRITORIES_ONLY_GET, query="?estado=overdue&tema=x&nucleo=x&codigo=x&desde=x"),
    ],
    "web:grievances_file": [Case(TERRITORIES, TERRITORIES_ONLY_GET, ("=csv",))],
    "web:grievance": [
        *(
            Case(READ_HERE, TERRITORIES_ONLY_GET, (one,))
            for one in ("grievance", "grievance_hidden", "grievance_answered", "grievance_closed")
        ),
        Case(NOT_SPECIALIST, TERRITORIES_ONLY_GET, ("grievance_about_specialist",)),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, (NO_ID,)),
    ],
    # Anybody, without logging in: nothing is shown but to who has a code.
    "web:tell_grievance": [Case(ANYBODY, "422 422 422 422 422 422")],
    "web:grievance_told": [page()],
    "web:follow_grievance": [Case(ANYBODY, "422 422 422 422 422 422", data={"codigo": "AAAAA-AAAAA"})],
    "web:grievance_slip": [Case(OFFICE, "403 405 405 405 405 403", ("grievance",))],
    "web:receive_grievance": [
        Case(REGISTRARS, WRITERS_WRONG),
        Case("302 422 422 422 422 403", WRITERS_WRONG, query="?distrito=nowhere"),
        Case(OFFICE, OFFICE_WRONG, query="?distrito=050110&programa=haku-winay"),
    ],
    "web:correct_grievance": [
        Case(OFFICE, OFFICE_WRONG, ("grievance",)),
        Case("302 200 200 403 403 403", "403 422 422 403 403 403", ("grievance_about_specialist",)),
    ],
    "web:assign_grievance": [
        Case(OFFICE, OFFICE_WRONG, ("grievance",)),
        Case(OFFICE, OFFICE_DONE, ("grievance",), {"to": "specialist_id"}),
    ],
    "web:answer_grievance": [
        Case(OFFICE, OFFICE_WRONG, ("grievance",)),
        Case(OFFICE, OFFICE_DONE, ("grievance",), {"words": LONG, "on": TODAY, "told_how": "in_person"}),
        Case(
            "302 200 200 403 403 403",
            "403 302 302 403 403 403",
            ("grievance_about_specialist",),
            {"words": LONG, "on": TODAY, "told_how": "in_person"},
        ),
    ],
    "web:close_grievance": [
        Case(OFFICE, OFFICE_WRONG, ("grievance",), {"outcome": "founded", "on": TODAY, "note": LONG}),
        Case(OFFICE, OFFICE_DONE, ("grievance_answered",), {"outcome": "founded", "on": TODAY, "note": LONG}),
    ],
    "web:reopen_grievance": [
        Case(OFFICE, OFFICE_WRONG, ("grievance",), {"on": TODAY, "why": LONG}),
        Case(OFFICE, OFFICE_DONE, ("grievance_closed",), {"on": TODAY, "why": LONG}),
    ],
    "web:protect_speaker": [
        Case(OFFICE, OFFICE_DONE, ("grievance",)),
        Case(OFFICE, OFFICE_WRONG, ("grievance_hidden",)),
    ],
    "web:see_speaker": [Case(SEERS, SEERS_ONLY, ("grievance_hidden",)), Case(SEERS, SEERS_WRONG, ("grievance",))],
    "web:forget_grievance": [
        Case(SEERS, SEERS_WRONG, ("grievance",)),
        Case(SEERS, SEERS_DONE, ("grievance",), {"why": LONG}),
    ],
    "web:rumours": [
        Case(TERRITORIES, TERRITORIES_ONLY_GET),
        Case(TERRITORIES, TERRITORIES_ONLY_GET, query="?estado=&tema=money&lugar=x"),
    ],
    "web:rumours_file": [Case(TERRITORIES, TERRITORIES_ONLY_GET, ("=csv",))],
    "web:rumour": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("heard_rumour",)),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, (NO_ID,)),
    ],
    "web:hear_rumour": [
        Case(REGISTRARS, WRITERS_WRONG),
        Case(REGISTRARS, OFFICE_DONE, data={"words": LONG, "topic": "money", "heard_on": TODAY, "place": "050110"}),
        Case(REGISTRARS, WRITERS_WRONG, data={"words": LONG, "topic": "money", "heard_on": TODAY, "place": "x"}),
    ],
    "web:answer_rumour": [
        Case(OFFICE, OFFICE_WRONG, ("heard_rumour",)),
        Case(OFFICE, OFFICE_DONE, ("heard_rumour",), {"words": LONG, "how": "radio", "on": TODAY}),
    ],
    "web:hear_again": [
        Case(OFFICE, OFFICE_WRONG, ("heard_rumour",)),
        Case(OFFICE, OFFICE_DONE, ("heard_rumour",), {"on": TODAY}),
    ],
    "web:withdraw_rumour": [Case(OFFICE, OFFICE_DONE, ("heard_rumour",), {"why": LONG})],
    "web:withdraw_rumour_answer": [Case(OFFICE, OFFICE_DONE, ("rumour_answer",), {"why": LONG})],
    "web:conflicts": [Case(TERRITORIES, TERRITORIES_ONLY_GET)],
    "web:conflicts_file": [Case(TERRITORIES, TERRITORIES_ONLY_GET, ("=csv",))],
    "web:conflict": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("conflict",))],
    "web:record_conflict": [
        Case(REGISTRARS, WRITERS_WRONG),
        Case(OFFICE, OFFICE_WRONG, query="?distrito=050110"),
        Case(
            OFFICE,
            OFFICE_DONE,
            query="?distrito=050110",
            data={"about": "water", "words": LONG, "first": "0501100001", "second": "0501100002", "heard_on": TODAY},
        ),
    ],
    "web:add_conflict_step": [
        Case(OFFICE, OFFICE_WRONG, ("conflict",)),
        Case(OFFICE, OFFICE_DONE, ("conflict",), {"kind": "agreement", "on": TODAY, "words": LONG}),
    ],
    "web:close_conflict": [
        Case(OFFICE, OFFICE_WRONG, ("conflict",), {"end": "solved", "on": TODAY, "words": LONG}),
        Case(OFFICE, OFFICE_DONE, ("conflict",), {"end": "calmed", "on": TODAY, "words": LONG}),
    ],
    "web:reopen_conflict": [Case(OFFICE, OFFICE_WRONG, ("conflict",), {"on": TODAY, "words": LONG})],
    "web:withdraw_conflict_step": [Case(OFFICE, OFFICE_DONE, ("conflict_step",), {"why": LONG})],
    "web:microstrategies": [
        Case(TERRITORIES, TERRITORIES_ONLY_GET),
        Case(TERRITORIES, TERRITORIES_ONLY_GET, query="?q=a&zona=H&viaje=x&altitud=3500&acceso=60&idioma=quy&piloto=1"),
    ],
    "web:microstrategies_file": [Case(TERRITORIES, TERRITORIES_ONLY_GET, ("=csv",))],
    "web:microstrategy": [
        Case(TERRITORIES, TERRITORIES_ONLY_GET, ("strategy",)),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, (NO_ID,)),
    ],
    "web:describe_microstrategy": [
        Case(REGISTRARS, WRITERS_WRONG, query="?caso=raffle"),
        Case(
            REGISTRARS,
            OFFICE_DONE,
            data={
                "kind": "fair",
                "name": "Feria del jueves",
                "problem": LONG,
                "done": LONG,
                "cost": "120,50",
                "district": "050110",
            },
        ),
    ],
    "web:correct_microstrategy": [Case(OFFICE, OFFICE_WRONG, ("strategy",))],
    "web:withdraw_microstrategy": [
        Case(OFFICE, OFFICE_WRONG, ("strategy",), {"why": LONG}),
        Case(OFFICE, OFFICE_DONE, ("strategy_unused",), {"why": LONG}),
    ],
    "web:try_microstrategy": [
        Case(REGISTRARS, WRITERS_WRONG, ("strategy",)),
        Case(
            REGISTRARS,
            WRITERS_WRONG,
            ("strategy_unused",),
            {"nucleus": NO_ID, "from_on": TODAY, "zone": "H", "travel": "road"},
        ),
    ],
    "web:end_trial": [
        Case(OFFICE, OFFICE_WRONG, ("trial",)),
        Case(OFFICE, OFFICE_DONE, ("trial",), {"result": "worked", "until_on": TODAY, "evidence": LONG}),
    ],
    "web:withdraw_trial": [Case(OFFICE, OFFICE_DONE, ("trial",), {"why": LONG})],
    "web:adopt_microstrategy": [Case(REGISTRARS, WRITERS_WRONG, ("strategy",))],
    "web:withdraw_adoption": [Case(OFFICE, OFFICE_DONE, ("adoption",), {"why": LONG})],
    "web:propose_pilot": [Case(REGISTRARS, WRITERS_WRONG, ("strategy",))],
    "web:accept_pilot": [Case(SEERS, SEERS_DONE, ("pilot",), {"on": TODAY})],
    "web:close_pilot": [
        Case(OFFICE, OFFICE_WRONG, ("pilot",), {"result": "worked", "answer": LONG, "on": TODAY}),
    ],
    "web:withdraw_pilot": [Case(OFFICE, OFFICE_DONE, ("pilot",), {"why": LONG})],
    "web:nucleus_voices": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("governed_nucleus",)),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, (NO_ID,)),
    ],
}

ALLAUTH: dict[str, list[Case]] = {
    "account_login": [Case("200 302 302 302 302 302", "200 302 302 302 302 302")],
    "account_logout": [Case(OWN_PAGE, LOG_IN_FIRST)],
    "account_inactive": [page()],
    "account_signup": [Case("200 302 302 302 302 302", "200 302 302 302 302 302")],  # says that there is none
    "account_reauthenticate": [Case(OWN_PAGE, OWN_PAGE)],
    "account_email": [Case(NOT_HERE, NOT_HERE)],
    "account_email_verification_sent": [Case(NOT_HERE, NOT_HERE)],
    "account_confirm_email": [Case(NOT_HERE, NOT_HERE, ("MQ-abc",))],
    "account_confirm_login_code": [Case(NOT_HERE, NOT_HERE)],
    "account_change_password": [Case(OWN_PAGE, OWN_PAGE)],
    "account_set_password": [Case(LOG_IN_FIRST, LOG_IN_FIRST)],
    "account_reset_password": [Case(ANYBODY, ANYBODY)],
    "account_reset_password_done": [page()],
    "account_reset_password_from_key": [Case(ANYBODY, ANYBODY, ("MQ", "abc"))],
    "account_reset_password_from_key_done": [page()],
    "mfa_index": [Case(OWN_PAGE, OWN_ONLY_GET)],
    "mfa_authenticate": [Case(LOG_IN_FIRST, LOG_IN_FIRST)],
    "mfa_reauthenticate": [Case(OWN_PAGE, OWN_PAGE)],
    # What changes a second factor asks for the password once more: 302 to where it is asked.
    "mfa_activate_totp": [Case(LOG_IN_FIRST, LOG_IN_FIRST)],
    "mfa_deactivate_totp": [Case(LOG_IN_FIRST, LOG_IN_FIRST)],
    "mfa_view_recovery_codes": [Case("302 404 404 404 404 404", OWN_ONLY_GET)],  # nobody here has any
    "mfa_generate_recovery_codes": [Case(LOG_IN_FIRST, LOG_IN_FIRST)],
    "mfa_download_recovery_codes": [Case("302 404 404 404 404 404", "302 404 404 404 404 404")],
    "mfa_list_webauthn": [Case(OWN_PAGE, OWN_ONLY_GET)],
    "mfa_add_webauthn": [Case(LOG_IN_FIRST, LOG_IN_FIRST)],
    "mfa_reauthenticate_webauthn": [Case(LOG_IN_FIRST, LOG_IN_FIRST)],
    "mfa_remove_webauthn": [Case(LOG_IN_FIRST, LOG_IN_FIRST, ("1",))],
    "mfa_edit_webauthn": [Case(LOG_IN_FIRST, LOG_IN_FIRST, ("1",))],
    "mfa_login_webauthn": [Case(LOG_IN_FIRST, LOG_IN_FIRST)],
}

# Signals and samples: every role reads those of its own territory; the office and the national manager act.
CLOSING = {"outcome": "explained", "words": LONG, "on": TODAY}
FOUND = {
    "on": TODAY, "found_by": "Nilda Sulca", "met": "participant", "remembered": "1", "came": "none_told",
    "goods": "all", "note": "", "item-open_field_garden": "in_use",
}  # fmt: skip
DRAWN = {"scope": "sampled_scope", "size": "2", "from_on": TODAY, "until_on": TODAY, "seed": "rifa 4712"}
FINDERS_POST = "403 302 302 302 403 403"
ROWS |= {
    "web:supervision": [Case(TERRITORIES, TERRITORIES_ONLY_GET)],
    "web:signals": [
        Case(TERRITORIES, TERRITORIES_ONLY_GET),
        Case(TERRITORIES, TERRITORIES_ONLY_GET, query="?estado=overdue&clase=many_visits&after=x"),
    ],
    "web:signals_file": [
        Case(TERRITORIES, TERRITORIES_ONLY_GET, ("=csv",)),
        Case(TERRITORIES, TERRITORIES_ONLY_GET, ("=xlsx",), query="?estado=all"),
    ],
    "web:signals_over_months": [Case(TERRITORIES, TERRITORIES_ONLY_GET)],
    "web:signal": [
        *(
            Case(READ_HERE, TERRITORIES_ONLY_GET, (one,))
            for one in ("signal_open", "signal_told", "signal_answered", "signal_closed")
        ),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, (NO_ID,)),
    ],
    "web:signal_sheet": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("signal_told",))],
    "web:signals_of_nucleus": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("governed_nucleus",)),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("closed_nucleus",)),
    ],
    "web:look_for_signals": [
        Case("302 405 405 405 405 403", FINDERS_POST, ("governed_nucleus",)),
        Case("302 405 405 405 405 403", OFFICE_WRONG, ("governed_nucleus",), {"mes": "1999-01"}),
    ],
    "web:look_prices": [Case("302 405 405 405 405 403", FINDERS_POST, ("=UT-05",))],
    "web:tell_signal": [
        Case(OFFICE, OFFICE_WRONG, ("signal_open",)),
        Case(OFFICE, OFFICE_DONE, ("signal_open",), {"whom": "Rosa Quispe", "how": "letter", "on": TODAY}),
    ],
    "web:answer_signal": [
        Case(OFFICE, OFFICE_WRONG, ("signal_open",), {"whom": "Rosa Quispe", "words": LONG, "on": TODAY}),
        Case(OFFICE, OFFICE_DONE, ("signal_told",), {"whom": "Rosa Quispe", "words": LONG, "on": TODAY}),
    ],
    "web:close_signal": [
        Case(OFFICE, OFFICE_WRONG, ("signal_told",), CLOSING),
        Case(OFFICE, OFFICE_DONE, ("signal_answered",), CLOSING),
    ],
    "web:reopen_signal": [
        Case(OFFICE, OFFICE_WRONG, ("signal_told",), {"why": LONG}),
        Case(OFFICE, OFFICE_DONE, ("signal_closed",), {"why": LONG}),
    ],
    "web:reverse_signal_step": [
        Case(OFFICE, OFFICE_DONE, ("signal_told", "signal_step"), {"why": LONG}),
        Case("302 404 404 404 403 403", "403 404 404 404 403 403", ("signal_told", NO_ID)),
    ],
    "web:samples": [Case(TERRITORIES, TERRITORIES_ONLY_GET, query="?estado=field&after=x")],
    "web:draw_sample": [
        Case(REGISTRARS, "403 422 422 422 422 403"),
        Case(REGISTRARS, "403 422 422 422 422 403", (), DRAWN),
    ],
    "web:sample": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("sample",)),
        Case("302 404 404 404 404 404", TERRITORIES_ONLY_GET, (NO_ID,)),
    ],
    "web:sample_walk": [Case(READ_HERE, TERRITORIES_ONLY_GET, ("sample",))],
    "web:sample_file": [
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("sample", "=csv")),
        Case(READ_HERE, TERRITORIES_ONLY_GET, ("sample", "=diccionario")),
    ],
    "web:sample_finding": [
        Case(OFFICE, OFFICE_WRONG, ("sample", "sample_spot")),
        Case(OFFICE, OFFICE_WRONG, ("sample", "sample_missed"), FOUND),
        Case("302 404 404 404 403 403", "403 404 404 404 403 403", ("sample", NO_ID)),
    ],
    "web:sample_missed": [
        Case(OFFICE, OFFICE_WRONG, ("sample", "sample_spot")),
        Case(OFFICE, OFFICE_DONE, ("sample", "sample_spot"), {"why": "moved", "on": TODAY, "note": ""}),
        Case(OFFICE, OFFICE_DONE, ("sample", "sample_missed"), {"why": LONG}),
    ],
    "web:close_sample": [Case(OFFICE, OFFICE_WRONG, ("sample",), {"note": ""})],
    "web:reopen_sample": [Case(OFFICE, OFFICE_WRONG, ("sample",), {"why": LONG})],
    "web:void_sample": [
        Case(OFFICE, OFFICE_WRONG, ("sample",)),
        Case(OFFICE, OFFICE_DONE, ("sample",), {"why": LONG}),
    ],
}
