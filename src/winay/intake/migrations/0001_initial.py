import django.db.models.deletion
import winay.core.ids
import winay.intake.terms
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormVersion',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('public_id', models.UUIDField(default=winay.core.ids.new_id, editable=False, unique=True)),
                ('form_id', models.CharField(max_length=200)),
                ('version', models.CharField(blank=True, max_length=100)),
                ('title', models.CharField(max_length=200)),
                ('xml', models.BinaryField()),
                ('xml_md5', models.CharField(max_length=32)),
                ('xml_sha256', models.CharField(max_length=64)),
                ('source_sha256', models.CharField(max_length=64)),
                ('published_by', models.UUIDField()),
                ('published_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(null=True)),
                ('retired_by', models.UUIDField(null=True)),
                ('retired_why', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'db_table': 'intake_form_version',
                'constraints': [models.UniqueConstraint(fields=('form_id', 'version'), name='intake_form_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('form_id', ''), _negated=True), models.Q(('title', ''), _negated=True)), name='intake_form_version_named'), models.CheckConstraint(condition=models.Q(models.Q(('retired_at__isnull', True), ('retired_by__isnull', True), ('retired_why', '')), models.Q(('retired_at__isnull', False), ('retired_by__isnull', False), models.Q(('retired_why', ''), _negated=True)), _connector='OR'), name='intake_form_version_retired_whole')],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('public_id', models.UUIDField(default=winay.core.ids.new_id, editable=False, unique=True)),
                ('form_id', models.CharField(max_length=249)),
                ('version', models.CharField(blank=True, max_length=249)),
                ('instance_id', models.CharField(max_length=249)),
                ('deprecated_id', models.CharField(blank=True, max_length=249)),
                ('body', models.BinaryField()),
                ('key_id', models.CharField(max_length=16)),
                ('body_sha256', models.CharField(max_length=64)),
                ('body_size', models.PositiveIntegerField()),
                ('device_id', models.CharField(blank=True, max_length=200)),
                ('place_code', models.CharField(blank=True, max_length=10)),
                ('program', models.CharField(blank=True, max_length=40)),
                ('received_at', models.DateTimeField()),
                ('began_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('offset_minutes', models.SmallIntegerField(null=True)),
                ('unknown_version', models.BooleanField()),
                ('retired_version', models.BooleanField()),
                ('late', models.BooleanField()),
                ('clock_off', models.BooleanField()),
                ('encrypted', models.BooleanField()),
                ('entities', models.BooleanField()),
                ('synthetic', models.BooleanField()),
                ('state', models.CharField(choices=[(winay.intake.terms.State['RECEIVED'], winay.intake.terms.State['RECEIVED']), (winay.intake.terms.State['WAITING_FILES'], winay.intake.terms.State['WAITING_FILES']), (winay.intake.terms.State['WAITING_PARENT'], winay.intake.terms.State['WAITING_PARENT']), (winay.intake.terms.State['PROCESSED'], winay.intake.terms.State['PROCESSED']), (winay.intake.terms.State['REVIEW'], winay.intake.terms.State['REVIEW']), (winay.intake.terms.State['STORED'], winay.intake.terms.State['STORED']), (winay.intake.terms.State['SUPERSEDED'], winay.intake.terms.State['SUPERSEDED']), (winay.intake.terms.State['DISMISSED'], winay.intake.terms.State['DISMISSED'])], max_length=16)),
                ('state_since', models.DateTimeField()),
                ('reason_code', models.CharField(blank=True, max_length=80)),
                ('outside_territory', models.BooleanField(default=False)),
                ('credential', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.fieldcredential')),
                ('form_version', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.formversion')),
                ('replaces', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.submission')),
            ],
            options={
                'db_table': 'intake_submission',
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[(winay.intake.terms.StepKind['FILES'], winay.intake.terms.StepKind['FILES']), (winay.intake.terms.StepKind['PROCESSED'], winay.intake.terms.StepKind['PROCESSED']), (winay.intake.terms.StepKind['REVIEW'], winay.intake.terms.StepKind['REVIEW']), (winay.intake.terms.StepKind['STORED'], winay.intake.terms.StepKind['STORED']), (winay.intake.terms.StepKind['WAITING_FILES'], winay.intake.terms.StepKind['WAITING_FILES']), (winay.intake.terms.StepKind['WAITING_PARENT'], winay.intake.terms.StepKind['WAITING_PARENT']), (winay.intake.terms.StepKind['SUPERSEDED'], winay.intake.terms.StepKind['SUPERSEDED']), (winay.intake.terms.StepKind['AGAIN'], winay.intake.terms.StepKind['AGAIN']), (winay.intake.terms.StepKind['CORRECTED'], winay.intake.terms.StepKind['CORRECTED']), (winay.intake.terms.StepKind['DISMISSED'], winay.intake.terms.StepKind['DISMISSED']), (winay.intake.terms.StepKind['RESTORED'], winay.intake.terms.StepKind['RESTORED']), (winay.intake.terms.StepKind['RESENT'], winay.intake.terms.StepKind['RESENT'])], max_length=16)),
                ('code', models.CharField(blank=True, max_length=80)),
                ('told', models.TextField(blank=True)),
                ('why', models.CharField(blank=True, max_length=600)),
                ('by', models.UUIDField()),
                ('by_name', models.CharField(blank=True, max_length=160)),
                ('at', models.DateTimeField()),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='intake.submission')),
            ],
            options={
                'db_table': 'intake_step',
            },
        ),
        migrations.CreateModel(
            name='Quarantined',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('public_id', models.UUIDField(default=winay.core.ids.new_id, editable=False, unique=True)),
                ('kind', models.CharField(choices=[(winay.intake.terms.QuarantineKind['OTHER_XML'], winay.intake.terms.QuarantineKind['OTHER_XML']), (winay.intake.terms.QuarantineKind['OTHER_FILE'], winay.intake.terms.QuarantineKind['OTHER_FILE']), (winay.intake.terms.QuarantineKind['BROKEN'], winay.intake.terms.QuarantineKind['BROKEN']), (winay.intake.terms.QuarantineKind['UNKNOWN_FORM'], winay.intake.terms.QuarantineKind['UNKNOWN_FORM'])], max_length=16)),
                ('form_id', models.CharField(blank=True, max_length=249)),
                ('instance_id', models.CharField(blank=True, max_length=249)),
                ('filename', models.CharField(blank=True, max_length=255)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.BigIntegerField()),
                ('body', models.BinaryField(null=True)),
                ('key_id', models.CharField(blank=True, max_length=16)),
                ('code', models.CharField(max_length=80)),
                ('device_id', models.CharField(blank=True, max_length=200)),
                ('place_code', models.CharField(blank=True, max_length=10)),
                ('received_at', models.DateTimeField()),
                ('resolution', models.CharField(blank=True, choices=[(winay.intake.terms.Resolution['KEPT_FIRST'], winay.intake.terms.Resolution['KEPT_FIRST']), (winay.intake.terms.Resolution['ADMITTED'], winay.intake.terms.Resolution['ADMITTED'])], max_length=16)),
                ('resolved_at', models.DateTimeField(null=True)),
                ('resolved_by', models.UUIDField(null=True)),
                ('resolved_by_name', models.CharField(blank=True, max_length=160)),
                ('resolved_why', models.CharField(blank=True, max_length=600)),
                ('credential', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.fieldcredential')),
                ('became', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.submission')),
                ('submission', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='quarantined', to='intake.submission')),
            ],
            options={
                'db_table': 'intake_quarantined',
            },
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('path', models.CharField(max_length=400)),
                ('old', models.TextField()),
                ('new', models.TextField()),
                ('why', models.CharField(max_length=600)),
                ('by', models.UUIDField()),
                ('by_name', models.CharField(max_length=160)),
                ('at', models.DateTimeField()),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='intake.submission')),
            ],
            options={
                'db_table': 'intake_correction',
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('filename', models.CharField(max_length=255)),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('size', models.BigIntegerField()),
                ('content_type', models.CharField(max_length=60)),
                ('lies', models.BooleanField()),
                ('named', models.BooleanField()),
                ('received_at', models.DateTimeField()),
                ('submission', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='intake.submission')),
            ],
            options={
                'db_table': 'intake_attachment',
            },
        ),
        migrations.CreateModel(
            name='FormMedia',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('filename', models.CharField(max_length=200)),
                ('source', models.CharField(choices=[(winay.intake.terms.MediaSource['FILE'], winay.intake.terms.MediaSource['FILE']), (winay.intake.terms.MediaSource['LOCALITIES'], winay.intake.terms.MediaSource['LOCALITIES'])], max_length=16)),
                ('content_type', models.CharField(max_length=100)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('md5', models.CharField(blank=True, max_length=32)),
                ('size', models.BigIntegerField(null=True)),
                ('form', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='media', to='intake.formversion')),
            ],
            options={
                'db_table': 'intake_form_media',
                'constraints': [models.UniqueConstraint(fields=('form', 'filename'), name='intake_form_media_once'), models.CheckConstraint(condition=models.Q(('source__in', [winay.intake.terms.MediaSource['FILE'], winay.intake.terms.MediaSource['LOCALITIES']])), name='intake_form_media_source'), models.CheckConstraint(condition=models.Q(models.Q(('size__gte', 0), ('source', winay.intake.terms.MediaSource['FILE']), models.Q(('sha256', ''), _negated=True), models.Q(('md5', ''), _negated=True)), models.Q(models.Q(('source', winay.intake.terms.MediaSource['FILE']), _negated=True), ('md5', ''), ('sha256', ''), ('size__isnull', True)), _connector='OR'), name='intake_form_media_kept_or_made')],
            },
        ),
        migrations.CreateModel(
            name='QuarantinedFile',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('filename', models.CharField(max_length=255)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.BigIntegerField()),
                ('content_type', models.CharField(max_length=60)),
                ('quarantined', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='intake.quarantined')),
            ],
            options={
                'db_table': 'intake_quarantined_file',
                'constraints': [models.UniqueConstraint(fields=('quarantined', 'filename', 'sha256'), name='intake_quarantined_file_once')],
            },
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(condition=models.Q(('state', winay.intake.terms.State['RECEIVED'])), fields=['id'], name='intake_submission_queue'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(condition=models.Q(('state__in', [winay.intake.terms.State['REVIEW'], winay.intake.terms.State['WAITING_FILES'], winay.intake.terms.State['WAITING_PARENT']])), fields=['state', 'id'], name='intake_submission_open'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(condition=models.Q(('deprecated_id', ''), _negated=True), fields=['form_id', 'deprecated_id'], name='intake_submission_edits'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.UniqueConstraint(fields=('form_id', 'instance_id'), name='intake_submission_once'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', [winay.intake.terms.State['RECEIVED'], winay.intake.terms.State['WAITING_FILES'], winay.intake.terms.State['WAITING_PARENT'], winay.intake.terms.State['PROCESSED'], winay.intake.terms.State['REVIEW'], winay.intake.terms.State['STORED'], winay.intake.terms.State['SUPERSEDED'], winay.intake.terms.State['DISMISSED']])), name='intake_submission_state'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('form_id', ''), _negated=True), models.Q(('instance_id', ''), _negated=True), models.Q(('deprecated_id', models.F('instance_id')), _negated=True)), name='intake_submission_named'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', winay.intake.terms.State['REVIEW']), models.Q(('reason_code', ''), _negated=True)), models.Q(('state', winay.intake.terms.State['REVIEW']), _negated=True), _connector='OR'), name='intake_submission_review_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('form_version__isnull', True), ('unknown_version', True)), models.Q(('form_version__isnull', False), ('unknown_version', False)), _connector='OR'), name='intake_submission_form_or_unknown'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', [winay.intake.terms.StepKind['FILES'], winay.intake.terms.StepKind['PROCESSED'], winay.intake.terms.StepKind['REVIEW'], winay.intake.terms.StepKind['STORED'], winay.intake.terms.StepKind['WAITING_FILES'], winay.intake.terms.StepKind['WAITING_PARENT'], winay.intake.terms.StepKind['SUPERSEDED'], winay.intake.terms.StepKind['AGAIN'], winay.intake.terms.StepKind['CORRECTED'], winay.intake.terms.StepKind['DISMISSED'], winay.intake.terms.StepKind['RESTORED'], winay.intake.terms.StepKind['RESENT']])), name='intake_step_kind'),
        ),
        migrations.AddIndex(
            model_name='quarantined',
            index=models.Index(condition=models.Q(('resolution', '')), fields=['id'], name='intake_quarantined_open'),
        ),
        migrations.AddConstraint(
            model_name='quarantined',
            constraint=models.UniqueConstraint(fields=('credential', 'kind', 'form_id', 'instance_id', 'filename', 'sha256'), name='intake_quarantined_once'),
        ),
        migrations.AddConstraint(
            model_name='quarantined',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('resolution', ''), ('resolved_at__isnull', True), ('resolved_by__isnull', True)), models.Q(('resolution__in', [winay.intake.terms.Resolution['KEPT_FIRST'], winay.intake.terms.Resolution['ADMITTED']]), ('resolved_at__isnull', False), ('resolved_by__isnull', False), models.Q(('resolved_why', ''), _negated=True)), _connector='OR'), name='intake_quarantined_resolved_whole'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('path', ''), _negated=True), models.Q(('why', ''), _negated=True)), name='intake_correction_whole'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(fields=('submission', 'filename'), name='intake_attachment_once'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('size__gte', 0)), name='intake_attachment_size'),
        ),
    ]
