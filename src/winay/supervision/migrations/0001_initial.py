
import django.db.models.deletion
import winay.core.ids
import winay.supervision.terms
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('enrolment', '0001_initial'),
        ('nuclei', '0001_initial'),
        ('places', '0001_initial'),
        ('programs', '0001_initial'),
        ('trainers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='FieldFinding',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('public_id', models.UUIDField(default=winay.core.ids.new_id, editable=False, unique=True)),
                ('found_on', models.DateField()),
                ('found_by', models.CharField(max_length=160)),
                ('met', models.CharField(choices=[(winay.supervision.terms.Met['PARTICIPANT'], winay.supervision.terms.Met['PARTICIPANT']), (winay.supervision.terms.Met['MEMBER'], winay.supervision.terms.Met['MEMBER']), (winay.supervision.terms.Met['NEIGHBOUR'], winay.supervision.terms.Met['NEIGHBOUR'])], max_length=11)),
                ('remembered', models.PositiveSmallIntegerField(null=True)),
                ('came', models.CharField(choices=[(winay.supervision.terms.Came['YES'], winay.supervision.terms.Came['YES']), (winay.supervision.terms.Came['NO'], winay.supervision.terms.Came['NO']), (winay.supervision.terms.Came['NOT_REMEMBERED'], winay.supervision.terms.Came['NOT_REMEMBERED']), (winay.supervision.terms.Came['NONE_TOLD'], winay.supervision.terms.Came['NONE_TOLD'])], max_length=14)),
                ('goods', models.CharField(choices=[(winay.supervision.terms.Goods['ALL'], winay.supervision.terms.Goods['ALL']), (winay.supervision.terms.Goods['SOME'], winay.supervision.terms.Goods['SOME']), (winay.supervision.terms.Goods['NONE'], winay.supervision.terms.Goods['NONE']), (winay.supervision.terms.Goods['NOT_ASKED'], winay.supervision.terms.Goods['NOT_ASKED'])], max_length=9)),
                ('note', models.CharField(blank=True, max_length=600)),
                ('recorded_by', models.UUIDField()),
                ('recorded_at', models.DateTimeField()),
                ('ended_how', models.CharField(blank=True, choices=[(winay.supervision.terms.FindingEnd['REPLACED'], winay.supervision.terms.FindingEnd['REPLACED'])], max_length=8)),
                ('ended_why', models.CharField(blank=True, max_length=600)),
                ('ended_by', models.UUIDField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='supervision.fieldfinding')),
            ],
            options={
                'db_table': 'supervision_finding',
            },
        ),
        migrations.CreateModel(
            name='Sample',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('public_id', models.UUIDField(default=winay.core.ids.new_id, editable=False, unique=True)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField()),
                ('size', models.PositiveSmallIntegerField()),
                ('population', models.PositiveIntegerField()),
                ('seed', models.CharField(max_length=64)),
                ('frame_seal', models.CharField(max_length=64)),
                ('number', models.PositiveSmallIntegerField()),
                ('drawn_on', models.DateField()),
                ('drawn_by', models.UUIDField()),
                ('drawn_at', models.DateTimeField()),
                ('state', models.CharField(choices=[(winay.supervision.terms.SampleState['FIELD'], winay.supervision.terms.SampleState['FIELD']), (winay.supervision.terms.SampleState['CLOSED'], winay.supervision.terms.SampleState['CLOSED']), (winay.supervision.terms.SampleState['VOID'], winay.supervision.terms.SampleState['VOID'])], default='field', max_length=6)),
                ('ended_on', models.DateField(null=True)),
                ('ended_why', models.CharField(blank=True, max_length=600)),
                ('ended_by', models.UUIDField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('synthetic', models.BooleanField(default=False)),
                ('central', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='nuclei.centralnucleus')),
                ('nucleus', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='nuclei.nucleus')),
                ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.office')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.version')),
            ],
            options={
                'db_table': 'supervision_sample',
            },
        ),
        migrations.CreateModel(
            name='Seen',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('item', models.CharField(max_length=48)),
                ('state', models.CharField(choices=[(winay.supervision.terms.SeenState['IN_USE'], winay.supervision.terms.SeenState['IN_USE']), (winay.supervision.terms.SeenState['NOT_IN_USE'], winay.supervision.terms.SeenState['NOT_IN_USE']), (winay.supervision.terms.SeenState['NOT_THERE'], winay.supervision.terms.SeenState['NOT_THERE'])], max_length=10)),
                ('finding', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='seen', to='supervision.fieldfinding')),
            ],
            options={
                'db_table': 'supervision_seen',
            },
        ),
        migrations.CreateModel(
            name='Signal',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('public_id', models.UUIDField(default=winay.core.ids.new_id, editable=False, unique=True)),
                ('kind', models.CharField(choices=[(winay.supervision.terms.SignalKind['MANY_VISITS'], winay.supervision.terms.SignalKind['MANY_VISITS']), (winay.supervision.terms.SignalKind['SAME_PLACE'], winay.supervision.terms.SignalKind['SAME_PLACE']), (winay.supervision.terms.SignalKind['COPIED_ANSWERS'], winay.supervision.terms.SignalKind['COPIED_ANSWERS']), (winay.supervision.terms.SignalKind['IMPOSSIBLE_WALK'], winay.supervision.terms.SignalKind['IMPOSSIBLE_WALK']), (winay.supervision.terms.SignalKind['BEYOND_ORDER'], winay.supervision.terms.SignalKind['BEYOND_ORDER']), (winay.supervision.terms.SignalKind['PRICE_FAR'], winay.supervision.terms.SignalKind['PRICE_FAR']), (winay.supervision.terms.SignalKind['NEVER_VISITED'], winay.supervision.terms.SignalKind['NEVER_VISITED']), (winay.supervision.terms.SignalKind['ABANDONED_CLUSTER'], winay.supervision.terms.SignalKind['ABANDONED_CLUSTER'])], max_length=18)),
                ('subject', models.UUIDField()),
                ('detail', models.CharField(blank=True, max_length=80)),
                ('month', models.DateField()),
                ('item', models.CharField(blank=True, max_length=48)),
                ('about_person', models.UUIDField(null=True)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField()),
                ('settings', models.CharField(blank=True, max_length=200)),
                ('found_at', models.DateTimeField()),
                ('found_on', models.DateField()),
                ('found_by', models.UUIDField()),
                ('state', models.CharField(choices=[(winay.supervision.terms.SignalState['OPEN'], winay.supervision.terms.SignalState['OPEN']), (winay.supervision.terms.SignalState['TOLD'], winay.supervision.terms.SignalState['TOLD']), (winay.supervision.terms.SignalState['ANSWERED'], winay.supervision.terms.SignalState['ANSWERED']), (winay.supervision.terms.SignalState['CLOSED'], winay.supervision.terms.SignalState['CLOSED']), (winay.supervision.terms.SignalState['WITHDRAWN'], winay.supervision.terms.SignalState['WITHDRAWN'])], max_length=9)),
                ('told_on', models.DateField(null=True)),
                ('answer_due_on', models.DateField(null=True)),
                ('answered_on', models.DateField(null=True)),
                ('transcribed_by', models.UUIDField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[(winay.supervision.terms.SignalOutcome['EXPLAINED'], winay.supervision.terms.SignalOutcome['EXPLAINED']), (winay.supervision.terms.SignalOutcome['CONFIRMED'], winay.supervision.terms.SignalOutcome['CONFIRMED']), (winay.supervision.terms.SignalOutcome['CORRECTED'], winay.supervision.terms.SignalOutcome['CORRECTED'])], max_length=9)),
                ('closed_on', models.DateField(null=True)),
                ('closed_by', models.UUIDField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('synthetic', models.BooleanField(default=False)),
                ('community', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('contract', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trainers.contract')),
                ('nucleus', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='nuclei.nucleus')),
                ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.office')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.version')),
            ],
            options={
                'db_table': 'supervision_signal',
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[(winay.supervision.terms.EvidenceKind['VISIT'], winay.supervision.terms.EvidenceKind['VISIT']), (winay.supervision.terms.EvidenceKind['SESSION'], winay.supervision.terms.EvidenceKind['SESSION']), (winay.supervision.terms.EvidenceKind['HOUSEHOLD'], winay.supervision.terms.EvidenceKind['HOUSEHOLD']), (winay.supervision.terms.EvidenceKind['PRICE'], winay.supervision.terms.EvidenceKind['PRICE']), (winay.supervision.terms.EvidenceKind['ORDER'], winay.supervision.terms.EvidenceKind['ORDER']), (winay.supervision.terms.EvidenceKind['TECHNOLOGY'], winay.supervision.terms.EvidenceKind['TECHNOLOGY'])], max_length=10)),
                ('key', models.CharField(max_length=64)),
                ('seen_on', models.DateField(null=True)),
                ('start_minute', models.PositiveSmallIntegerField(null=True)),
                ('minutes', models.PositiveIntegerField(null=True)),
                ('number', models.BigIntegerField(null=True)),
                ('other', models.BigIntegerField(null=True)),
                ('words', models.CharField(blank=True, max_length=600)),
                ('found_at', models.DateTimeField()),
                ('gone_at', models.DateTimeField(null=True)),
                ('signal', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='supervision.signal')),
            ],
            options={
                'db_table': 'supervision_evidence',
            },
        ),
        migrations.CreateModel(
            name='SignalStep',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('public_id', models.UUIDField(default=winay.core.ids.new_id, editable=False, unique=True)),
                ('kind', models.CharField(choices=[(winay.supervision.terms.StepKind['TOLD'], winay.supervision.terms.StepKind['TOLD']), (winay.supervision.terms.StepKind['ANSWERED'], winay.supervision.terms.StepKind['ANSWERED']), (winay.supervision.terms.StepKind['CLOSED'], winay.supervision.terms.StepKind['CLOSED']), (winay.supervision.terms.StepKind['REOPENED'], winay.supervision.terms.StepKind['REOPENED']), (winay.supervision.terms.StepKind['WITHDRAWN'], winay.supervision.terms.StepKind['WITHDRAWN']), (winay.supervision.terms.StepKind['FOUND_AGAIN'], winay.supervision.terms.StepKind['FOUND_AGAIN'])], max_length=11)),
                ('done_on', models.DateField()),
                ('whom', models.CharField(blank=True, max_length=160)),
                ('how', models.CharField(blank=True, choices=[(winay.supervision.terms.ToldHow['IN_PERSON'], winay.supervision.terms.ToldHow['IN_PERSON']), (winay.supervision.terms.ToldHow['PHONE'], winay.supervision.terms.ToldHow['PHONE']), (winay.supervision.terms.ToldHow['LETTER'], winay.supervision.terms.ToldHow['LETTER']), (winay.supervision.terms.ToldHow['MEETING'], winay.supervision.terms.ToldHow['MEETING'])], max_length=9)),
                ('outcome', models.CharField(blank=True, choices=[(winay.supervision.terms.SignalOutcome['EXPLAINED'], winay.supervision.terms.SignalOutcome['EXPLAINED']), (winay.supervision.terms.SignalOutcome['CONFIRMED'], winay.supervision.terms.SignalOutcome['CONFIRMED']), (winay.supervision.terms.SignalOutcome['CORRECTED'], winay.supervision.terms.SignalOutcome['CORRECTED'])], max_length=9)),
                ('words', models.CharField(blank=True, max_length=2000)),
                ('done_by', models.UUIDField()),
                ('done_at', models.DateTimeField()),
                ('reversed_by', models.UUIDField(null=True)),
                ('reversed_at', models.DateTimeField(null=True)),
                ('reversed_why', models.CharField(blank=True, max_length=2000)),
                ('signal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='supervision.signal')),
            ],
            options={
                'db_table': 'supervision_step',
            },
        ),
        migrations.CreateModel(
            name='Spot',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('public_id', models.UUIDField(default=winay.core.ids.new_id, editable=False, unique=True)),
                ('position', models.PositiveIntegerField()),
                ('household', models.UUIDField()),
                ('reserve', models.BooleanField()),
                ('reported_visits', models.PositiveSmallIntegerField()),
                ('reported_last_on', models.DateField(null=True)),
                ('reported_deliveries', models.PositiveSmallIntegerField(null=True)),
                ('missed_why', models.CharField(blank=True, choices=[(winay.supervision.terms.MissedWhy['NOBODY_HOME'], winay.supervision.terms.MissedWhy['NOBODY_HOME']), (winay.supervision.terms.MissedWhy['MOVED'], winay.supervision.terms.MissedWhy['MOVED']), (winay.supervision.terms.MissedWhy['NO_ACCESS'], winay.supervision.terms.MissedWhy['NO_ACCESS']), (winay.supervision.terms.MissedWhy['REFUSED'], winay.supervision.terms.MissedWhy['REFUSED']), (winay.supervision.terms.MissedWhy['NOT_FOUND'], winay.supervision.terms.MissedWhy['NOT_FOUND'])], max_length=11)),
                ('missed_on', models.DateField(null=True)),
                ('missed_note', models.CharField(blank=True, max_length=600)),
                ('missed_by', models.UUIDField(null=True)),
                ('missed_at', models.DateTimeField(null=True)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enrolment.enrolment')),
                ('instead_of', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replacement', to='supervision.spot')),
                ('sample', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='spots', to='supervision.sample')),
            ],
            options={
                'db_table': 'supervision_spot',
            },
        ),
        migrations.AddField(
            model_name='fieldfinding',
            name='spot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='supervision.spot'),
        ),
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('month', models.DateField()),
                ('looked_at', models.DateTimeField()),
                ('found', models.PositiveIntegerField()),
                ('nucleus', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='nuclei.nucleus')),
                ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.office')),
            ],
            options={
                'db_table': 'supervision_look',
                'constraints': [models.UniqueConstraint(condition=models.Q(('nucleus__isnull', False)), fields=('nucleus', 'month'), name='supervision_look_nucleus'), models.UniqueConstraint(condition=models.Q(('office__isnull', False)), fields=('office', 'month'), name='supervision_look_office'), models.CheckConstraint(condition=models.Q(models.Q(('nucleus__isnull', False), ('office__isnull', True)), models.Q(('nucleus__isnull', True), ('office__isnull', False)), _connector='OR'), name='supervision_look_one')],
            },
        ),
        migrations.AddIndex(
            model_name='sample',
            index=models.Index(fields=['-drawn_on', '-id'], name='supervision_sample_latest'),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('central__isnull', True), ('nucleus__isnull', False), ('office__isnull', True)), models.Q(('central__isnull', False), ('nucleus__isnull', True), ('office__isnull', True)), models.Q(('central__isnull', True), ('nucleus__isnull', True), ('office__isnull', False)), _connector='OR'), name='supervision_sample_one_scope'),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'field'), ('nucleus__isnull', False)), fields=('nucleus',), name='supervision_sample_open_nucleus'),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'field'), ('central__isnull', False)), fields=('central',), name='supervision_sample_open_central'),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'field'), ('office__isnull', False)), fields=('office',), name='supervision_sample_open_office'),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.CheckConstraint(condition=models.Q(('from_on__lt', models.F('until_on')), ('number__gte', 1), ('population__gte', models.F('size')), ('size__gte', 1), models.Q(('seed', ''), _negated=True)), name='supervision_sample_drawn'),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_by__isnull', True), ('ended_on__isnull', True), ('state', winay.supervision.terms.SampleState['FIELD']), ('ended_at__isnull', True), ('ended_why', '')), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('ended_on__isnull', False), ('state', winay.supervision.terms.SampleState['CLOSED'])), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('ended_on__isnull', False), ('state', winay.supervision.terms.SampleState['VOID']), models.Q(('ended_why', ''), _negated=True)), _connector='OR'), name='supervision_sample_ended_whole'),
        ),
        migrations.AddConstraint(
            model_name='seen',
            constraint=models.UniqueConstraint(fields=('finding', 'item'), name='supervision_seen_once'),
        ),
        migrations.AddConstraint(
            model_name='seen',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', [winay.supervision.terms.SeenState['IN_USE'], winay.supervision.terms.SeenState['NOT_IN_USE'], winay.supervision.terms.SeenState['NOT_THERE']]), models.Q(('item', ''), _negated=True)), name='supervision_seen_words'),
        ),
        migrations.AddIndex(
            model_name='signal',
            index=models.Index(fields=['nucleus', 'month'], name='supervision_signal_nucleus'),
        ),
        migrations.AddIndex(
            model_name='signal',
            index=models.Index(fields=['found_on', 'id'], name='supervision_signal_oldest'),
        ),
        migrations.AddIndex(
            model_name='signal',
            index=models.Index(condition=models.Q(('state', 'told')), fields=['answer_due_on'], name='supervision_signal_due'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.UniqueConstraint(condition=models.Q(('nucleus__isnull', False)), fields=('kind', 'subject', 'month', 'detail', 'nucleus'), name='supervision_signal_once'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.UniqueConstraint(condition=models.Q(('nucleus__isnull', True)), fields=('kind', 'subject', 'month', 'detail'), name='supervision_signal_of_office_once'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', winay.supervision.terms.SignalKind['PRICE_FAR']), ('nucleus__isnull', True), ('office__isnull', False)), models.Q(models.Q(('kind', winay.supervision.terms.SignalKind['PRICE_FAR']), _negated=True), ('nucleus__isnull', False), ('office__isnull', True)), _connector='OR'), name='supervision_signal_where'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.CheckConstraint(condition=models.Q(('from_on__lt', models.F('until_on')), ('kind__in', [winay.supervision.terms.SignalKind['MANY_VISITS'], winay.supervision.terms.SignalKind['SAME_PLACE'], winay.supervision.terms.SignalKind['COPIED_ANSWERS'], winay.supervision.terms.SignalKind['IMPOSSIBLE_WALK'], winay.supervision.terms.SignalKind['BEYOND_ORDER'], winay.supervision.terms.SignalKind['PRICE_FAR'], winay.supervision.terms.SignalKind['NEVER_VISITED'], winay.supervision.terms.SignalKind['ABANDONED_CLUSTER']])), name='supervision_signal_kind'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer_due_on__isnull', True), ('answered_on__isnull', True), ('told_on__isnull', True), ('transcribed_by__isnull', True)), models.Q(('told_on__gte', models.F('found_on')), ('transcribed_by__isnull', False), models.Q(('answer_due_on__isnull', True), ('answer_due_on__gte', models.F('told_on')), _connector='OR'), models.Q(('answered_on__isnull', True), ('answered_on__gte', models.F('told_on')), _connector='OR')), _connector='OR'), name='supervision_signal_told_whole'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', winay.supervision.terms.SignalState['OPEN']), ('told_on__isnull', True)), models.Q(('answered_on__isnull', True), ('state', winay.supervision.terms.SignalState['TOLD']), ('told_on__isnull', False)), models.Q(('answered_on__isnull', False), ('state', winay.supervision.terms.SignalState['ANSWERED'])), ('state__in', ['closed', 'withdrawn']), _connector='OR'), name='supervision_signal_state'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('state', winay.supervision.terms.SignalState['CLOSED']), _negated=True), ('closed_at__isnull', True), ('closed_by__isnull', True), ('closed_on__isnull', True), ('outcome', '')), models.Q(('closed_on__gte', models.F('found_on')), ('outcome__in', [winay.supervision.terms.SignalOutcome['EXPLAINED'], winay.supervision.terms.SignalOutcome['CONFIRMED'], winay.supervision.terms.SignalOutcome['CORRECTED']]), ('state', winay.supervision.terms.SignalState['CLOSED']), ('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='supervision_signal_closed_whole'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.CheckConstraint(condition=models.Q(('closed_by__isnull', True), models.Q(models.Q(('transcribed_by__isnull', True), models.Q(('closed_by', models.F('transcribed_by')), _negated=True), _connector='OR'), models.Q(('about_person__isnull', True), models.Q(('closed_by', models.F('about_person')), _negated=True), _connector='OR')), _connector='OR'), name='supervision_signal_two_people'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', winay.supervision.terms.SignalOutcome['CONFIRMED']), _negated=True), ('answered_on__isnull', False), models.Q(('answer_due_on__isnull', False), ('closed_on__gt', models.F('answer_due_on')), ('told_on__isnull', False)), _connector='OR'), name='supervision_signal_heard_first'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', winay.supervision.terms.SignalOutcome['EXPLAINED']), _negated=True), ('answered_on__isnull', False), _connector='OR'), name='supervision_signal_explained_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.UniqueConstraint(condition=models.Q(('gone_at__isnull', True)), fields=('signal', 'kind', 'key', 'seen_on'), name='supervision_evidence_once'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', [winay.supervision.terms.EvidenceKind['VISIT'], winay.supervision.terms.EvidenceKind['SESSION'], winay.supervision.terms.EvidenceKind['HOUSEHOLD'], winay.supervision.terms.EvidenceKind['PRICE'], winay.supervision.terms.EvidenceKind['ORDER'], winay.supervision.terms.EvidenceKind['TECHNOLOGY']]), models.Q(('key', ''), _negated=True)), name='supervision_evidence_points'),
        ),
        migrations.AddConstraint(
            model_name='signalstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('how__in', [winay.supervision.terms.ToldHow['IN_PERSON'], winay.supervision.terms.ToldHow['PHONE'], winay.supervision.terms.ToldHow['LETTER'], winay.supervision.terms.ToldHow['MEETING']]), ('kind', winay.supervision.terms.StepKind['TOLD']), ('outcome', ''), models.Q(('whom', ''), _negated=True)), models.Q(('how', ''), ('kind', winay.supervision.terms.StepKind['ANSWERED']), ('outcome', ''), models.Q(('whom', ''), _negated=True), models.Q(('words', ''), _negated=True)), models.Q(('how', ''), ('kind', winay.supervision.terms.StepKind['CLOSED']), ('outcome__in', [winay.supervision.terms.SignalOutcome['EXPLAINED'], winay.supervision.terms.SignalOutcome['CONFIRMED'], winay.supervision.terms.SignalOutcome['CORRECTED']]), ('whom', ''), models.Q(('words', ''), _negated=True)), models.Q(('how', ''), ('kind', winay.supervision.terms.StepKind['REOPENED']), ('outcome', ''), ('whom', ''), models.Q(('words', ''), _negated=True)), models.Q(('how', ''), ('kind__in', ['withdrawn', 'found_again']), ('outcome', ''), ('whom', '')), _connector='OR'), name='supervision_step_whole'),
        ),
        migrations.AddConstraint(
            model_name='signalstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reversed_at__isnull', True), ('reversed_by__isnull', True), ('reversed_why', '')), models.Q(('reversed_at__isnull', False), ('reversed_by__isnull', False), ('kind__in', ['told', 'answered']), models.Q(('reversed_why', ''), _negated=True)), _connector='OR'), name='supervision_step_reversed_whole'),
        ),
        migrations.AddConstraint(
            model_name='spot',
            constraint=models.UniqueConstraint(fields=('sample', 'position'), name='supervision_spot_position'),
        ),
        migrations.AddConstraint(
            model_name='spot',
            constraint=models.UniqueConstraint(fields=('sample', 'household'), name='supervision_spot_household'),
        ),
        migrations.AddConstraint(
            model_name='spot',
            constraint=models.CheckConstraint(condition=models.Q(('reserve', True), ('instead_of__isnull', True), _connector='OR'), name='supervision_spot_reserve'),
        ),
        migrations.AddConstraint(
            model_name='spot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reported_last_on__isnull', True), ('reported_visits', 0)), models.Q(('reported_last_on__isnull', False), ('reported_visits__gt', 0)), _connector='OR'), name='supervision_spot_reported'),
        ),
        migrations.AddConstraint(
            model_name='spot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('missed_by__isnull', True), ('missed_note', ''), ('missed_on__isnull', True), ('missed_why', ''), ('missed_at__isnull', True)), models.Q(('missed_by__isnull', False), ('missed_on__isnull', False), ('missed_why__in', [winay.supervision.terms.MissedWhy['NOBODY_HOME'], winay.supervision.terms.MissedWhy['MOVED'], winay.supervision.terms.MissedWhy['NO_ACCESS'], winay.supervision.terms.MissedWhy['REFUSED'], winay.supervision.terms.MissedWhy['NOT_FOUND']]), ('missed_at__isnull', False)), _connector='OR'), name='supervision_spot_missed_whole'),
        ),
        migrations.AddConstraint(
            model_name='fieldfinding',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_how', '')), fields=('spot',), name='supervision_finding_once'),
        ),
        migrations.AddConstraint(
            model_name='fieldfinding',
            constraint=models.CheckConstraint(condition=models.Q(('came__in', [winay.supervision.terms.Came['YES'], winay.supervision.terms.Came['NO'], winay.supervision.terms.Came['NOT_REMEMBERED'], winay.supervision.terms.Came['NONE_TOLD']]), ('goods__in', [winay.supervision.terms.Goods['ALL'], winay.supervision.terms.Goods['SOME'], winay.supervision.terms.Goods['NONE'], winay.supervision.terms.Goods['NOT_ASKED']]), ('met__in', [winay.supervision.terms.Met['PARTICIPANT'], winay.supervision.terms.Met['MEMBER'], winay.supervision.terms.Met['NEIGHBOUR']]), models.Q(('found_by', ''), _negated=True)), name='supervision_finding_words'),
        ),
        migrations.AddConstraint(
            model_name='fieldfinding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True), ('ended_how', ''), ('ended_why', '')), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('ended_how__in', [winay.supervision.terms.FindingEnd['REPLACED']]), models.Q(('ended_why', ''), _negated=True)), _connector='OR'), name='supervision_finding_ended_whole'),
        ),
    ]
