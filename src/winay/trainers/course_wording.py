"""The words of courses for trainers: refusals, topics, results."""

from django.utils.translation import gettext_lazy as _

from winay.trainers.terms import CourseEnd, CourseResult, CourseTopic

MESSAGES = {
    "trainers.course_name": _("Escriba cómo se llamó la capacitación, de %(least)s a %(most)s letras."),
    "trainers.course_place": _("Escriba dónde fue, de %(least)s a %(most)s letras."),
    "trainers.course_teacher": _("Escriba quién la dictó, de %(least)s a %(most)s letras."),
    "trainers.course_institution": _("Escriba de qué institución es quien la dictó, de %(least)s a %(most)s letras."),
    "trainers.course_days": _("Una capacitación dura de 1 a %(most)s días, y termina el día en que empieza o después."),
    "trainers.course_not_over": _("Se anota cuando ya terminó: revise los días."),
    "trainers.course_hours": _("En esos días caben de 1 a %(most)s horas."),
    "trainers.course_about_nothing": _("Diga de qué trató: marque una tecnología u otro tema."),
    "trainers.course_off_menu": _("No están en el menú de esta versión: %(items)s."),
    "trainers.course_empty": _("Marque al menos un yachachiq que asistió."),
    "trainers.course_large": _("En una capacitación se anotan hasta %(most)s yachachiqs: anote dos."),
    "trainers.course_stranger": _("Su contrato es de otro programa o de otro lugar: %(names)s."),
    "trainers.course_outside_contract": _("No tenían contrato ninguno de esos días: %(names)s."),
    "trainers.course_seat_hours": _("La capacitación tuvo %(hours)s horas: revise las de %(names)s."),
    "trainers.course_own_teacher": _("Quien la dicta no se anota como alumno: %(names)s."),
    "trainers.course_unknown_contract": _("Ese contrato no existe: vuelva a elegir de la lista."),
    "trainers.course_ended": _("Esta capacitación ya se corrigió o se anuló: abra la que rige."),
    "trainers.course_changes_nothing": _("Ya está anotada así: no cambia nada."),
    "trainers.course_no_seat": _("Esa persona no está anotada en esta capacitación."),
    "trainers.course_left": _("Dejó la capacitación antes de que terminara: no tiene constancia."),
}

TOPICS = {
    CourseTopic.TEACHING: _("Cómo enseñar a personas adultas, haciendo"),
    CourseTopic.RECORDS: _("Registro de visitas y uso del teléfono"),
    CourseTopic.DIAGNOSIS: _("Taller de diagnóstico y plan del hogar"),
    CourseTopic.HEALTH: _("Prácticas saludables, con el puesto de salud"),
    CourseTopic.SAFETY: _("Seguridad: herramientas, pozas, fumigación"),
    CourseTopic.EQUALITY: _("Trato igual a mujeres y hombres"),
    CourseTopic.MARKETS: _("Mercados, precios y compradores"),
    CourseTopic.FINANCE: _("Educación financiera"),
    CourseTopic.GRIEVANCES: _("Reclamos y rumores: escuchar y responder"),
}
RESULTS = {
    CourseResult.PASSED: _("aprobó"),
    CourseResult.ATTENDED: _("asistió"),
    CourseResult.LEFT: _("se retiró antes"),
}
COURSE_ENDS = {CourseEnd.CORRECTED: _("corregida"), CourseEnd.REVERSED: _("anulada: no se realizó")}
