"""The words of refusals and of what is shown about people."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "accounts.grant_to_self": _("Nadie se da un rol a sí mismo: pídalo a otra persona de la gestión nacional."),
    "accounts.role_needs_place": _("Este rol se da para un lugar: elija el departamento, la provincia o el distrito."),
    "accounts.role_is_national": _("Este rol es para todo el país: deje vacío el lugar."),
    "accounts.auditor_alone": _("Quien audita no lleva otro rol. Termine primero los demás roles."),
    "accounts.grant_held": _("La persona ya tiene este rol para ese lugar y programa."),
    "accounts.grant_ended": _("Este rol ya terminó el %(on)s."),
    "accounts.end_before_start": _("El rol no puede terminar antes de empezar (%(starts_on)s)."),
    "accounts.email_taken": _("Ya hay una persona con ese correo."),
    "accounts.end_own_access": _("Nadie cierra su propio acceso: pídalo a otra persona de la gestión nacional."),
    "accounts.inactive": _("El acceso de esta persona está cerrado."),
    "accounts.demo_only": _("Las cuentas de demostración solo existen en una base creada como demostración."),
}
