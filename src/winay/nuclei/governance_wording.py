"""The words of assemblies and boards: why something is refused."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "nuclei.assembly_before_nucleus": _("El núcleo existe desde el %(on)s: su asamblea no puede ser anterior."),
    "nuclei.assembly_after_closing": _("El núcleo cerró el %(on)s: su asamblea no puede ser posterior."),
    "nuclei.called_in_future": _("La fecha en que se convocó no puede ser futura."),
    "nuclei.called_after_held": _("Se convoca antes de reunirse: revise las dos fechas."),
    "nuclei.assembly_too_far": _("Convoque para los próximos %(most)s días."),
    "nuclei.calls_in_disorder": _("La segunda citación es después de la primera."),
    "nuclei.assembly_same_day": _("El núcleo ya tiene una asamblea registrada para ese día."),
    "nuclei.constituted_already": _("El núcleo ya se constituyó en una asamblea anterior."),
    "nuclei.assembly_who_where": _("Escriba los nombres de lugares y personas en 2 a %(most)s letras."),
    "nuclei.agenda": _("La agenda tiene de 1 a %(points)s puntos, de 2 a %(most)s letras cada uno."),
    "nuclei.assembly_whose": _(
        "No se sabe de qué núcleo es: escriba el código de uno, o los de hogares que ese día eran de uno solo."
    ),
    "nuclei.assembly_other_kind": _(
        "Para ese día está convocada otra clase de asamblea: corrija la clase o cancélela."
    ),
    "nuclei.home_outside": _("El código «%(code)s» no es de un hogar del núcleo en ese día: revíselo."),
    "nuclei.person_unclear": _(
        "En el hogar «%(code)s» no hay una sola persona así: revise qué es de la persona usuaria y su sexo."
    ),
    "nuclei.person_outside": _(
        "Alguien de la lista ya no era de un hogar del núcleo en ese día: en «Corregir respuestas», quítele la marca."
    ),
    "nuclei.assembly_over": _("Esa asamblea ya se contó o se canceló."),
    "nuclei.call_kept": _(
        "El motivo y la fecha en que se convocó no se corrigen: cancele esta asamblea y registre la convocatoria "
        "correcta."
    ),
    "nuclei.nobody_in_nucleus": _("Ese día el núcleo no tenía ningún hogar."),
    "nuclei.no_such_call": _("Diga en qué citación se realizó: en la segunda, solo si estaba convocada."),
    "nuclei.assembly_language": _("Diga en qué idioma se habló."),
    "nuclei.outside_nucleus": _(
        "Personas que ese día no eran de un hogar del núcleo: %(people)s. Si son invitadas, anótelas en las notas."
    ),
    "nuclei.no_quorum": _(
        "Vinieron %(present)s de %(members)s hogares y se necesitan %(needed)s: sin quórum no valen acuerdos ni "
        "elecciones. Cuéntela sin ellos."
    ),
    "nuclei.many_motions": _("Un acta tiene hasta %(most)s acuerdos."),
    "nuclei.motion_text": _("Escriba el acuerdo %(number)s en 2 a %(most)s letras."),
    "nuclei.motion_votes": _(
        "Los votos del acuerdo %(number)s no cuadran: si fue por unanimidad, nadie votó en contra ni se abstuvo."
    ),
    "nuclei.votes_over": _("Hay %(votes)s votos y vinieron %(present)s hogares: cada hogar tiene un voto."),
    "nuclei.recall_of_nobody": _("Diga a quién se revoca: a alguien que tenía un cargo antes de ese día."),
    "nuclei.nothing_to_confirm": _("Diga qué acta se confirma: la de una asamblea anterior que nadie confirmó aún."),
    "nuclei.motion_twice": _("Un mismo cargo o una misma acta está en dos acuerdos."),
    "nuclei.constitutes_elsewhere": _("El núcleo se constituye en su asamblea constitutiva."),
    "nuclei.elects_elsewhere": _("Se elige en una asamblea electoral o constitutiva: esta es de otra clase."),
    "nuclei.elects_after_closing": _("El núcleo ya cerró: no se agregan elecciones."),
    "nuclei.no_candidates": _("Cada votación (%(post)s) tiene de 1 a %(most)s personas candidatas."),
    "nuclei.candidate_twice": _("Una persona está dos veces en la votación de %(post)s."),
    "nuclei.ballot_votes": _("Los votos de %(post)s van de 0 en adelante."),
    "nuclei.candidate_outside": _("En la votación de %(post)s hay una persona que no era de un hogar del núcleo."),
    "nuclei.candidate_minor": _("Un cargo (%(post)s) lo ejerce una persona mayor de edad."),
    "nuclei.prosecutor_appointed": _("En esta versión del programa al fiscal lo designa la municipalidad."),
    "nuclei.prosecutor_elected": _("En esta versión del programa al fiscal lo elige la asamblea."),
    "nuclei.round_after_elected": _(
        "Hay otra vuelta de %(post)s después de que alguien ganó, o más de %(most)s vueltas: solo un empate se vuelve "
        "a votar."
    ),
    "nuclei.elected_twice": _("Una misma persona ganó dos cargos: cada persona ejerce uno."),
    "nuclei.two_posts": _("Esa persona ya tiene otro cargo (%(post)s, desde el %(since)s): cada persona ejerce uno."),
    "nuclei.post_taken": _("Ese cargo (%(post)s) ya lo tiene otra persona, desde el %(since)s."),
    "nuclei.mandate_ended": _(
        "Ya está registrado que ese cargo (%(post)s) terminó el %(on)s: corrija eso primero, si no fue así."
    ),
    "nuclei.mandate_never_was": _("Ese cargo se retiró como error: nunca existió."),
    "nuclei.mandate_open": _("Ese cargo no ha terminado."),
    "nuclei.end_before_begin": _("El cargo empezó el %(on)s: termina después de ese día."),
    "nuclei.ended_by_assembly": _("Ese cargo terminó en una asamblea: se corrige con el acta de esa asamblea."),
    "nuclei.end_not_told": _("Solo una asamblea revoca un cargo, con un acuerdo aprobado."),
    "nuclei.later_builds_on_it": _(
        "Quien fue elegido ahí (%(post)s) dejó el cargo el %(on)s: corrija primero lo que pasó después."
    ),
    "nuclei.board_changed": _("La junta cambió en este momento: revise y vuelva a intentarlo."),
    "nuclei.before_nucleus": _("El núcleo existe desde el %(on)s."),
    "nuclei.nucleus_closed": _("El núcleo cerró el %(on)s."),
    "nuclei.not_told": _("Esa asamblea no se ha contado."),
    "nuclei.not_held": _("Solo se certifica el acta de una asamblea que se realizó."),
    "nuclei.minutes_confirmed": _("Una asamblea posterior confirmó esta acta: retire primero esa confirmación."),
    "nuclei.minutes_certified": _("El acta está certificada: retire primero la certificación."),
    "nuclei.certified_already": _("El acta ya está certificada."),
    "nuclei.certified_early": _("Se certifica desde el día de la asamblea (%(on)s)."),
    "nuclei.scan_known": _("El acta escaneada ya está guardada y no se cambia."),
    "nuclei.scan_kind": _("La imagen del acta es un PDF, JPEG o PNG de hasta %(most)s MB."),
}
