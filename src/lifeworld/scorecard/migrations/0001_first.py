import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('audiences', '0001_initial'),
        ('customers', '0002_identities'),
        ('partners', '0001_first'),
        ('places', '0003_worlds'),
    ]

    operations = [
        migrations.CreateModel(
            name='EarningsImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filename', models.CharField(max_length=255)),
                ('state', models.CharField(max_length=10)),
                ('n_read', models.PositiveBigIntegerField(default=0)),
                ('n_taken', models.PositiveBigIntegerField(default=0)),
                ('n_duplicate', models.PositiveBigIntegerField(default=0)),
                ('n_refused', models.PositiveBigIntegerField(default=0)),
                ('said', models.CharField(blank=True, max_length=600)),
                ('who', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='FactorWeight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('factor', models.CharField(max_length=20)),
                ('weight', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='Play',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60)),
                ('version', models.PositiveIntegerField()),
                ('body', models.JSONField()),
                ('world', models.CharField(blank=True, max_length=30)),
                ('study', models.SlugField(blank=True, max_length=80)),
                ('state', models.CharField(default='ready', max_length=10)),
                ('ended', models.CharField(blank=True, max_length=10)),
                ('why', models.CharField(blank=True, max_length=400)),
                ('chosen', models.SlugField(blank=True, max_length=80)),
                ('for_all', models.BooleanField(default=False)),
                ('declared_at', models.DateTimeField(auto_now_add=True)),
                ('begun_at', models.DateTimeField(null=True)),
                ('begun_day', models.IntegerField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('offered_mark', models.CharField(blank=True, max_length=200)),
                ('offered_from', models.CharField(blank=True, max_length=200)),
                ('offered_after', models.BigIntegerField(default=0)),
                ('offered_at', models.DateTimeField(null=True)),
                ('reckoned_day', models.IntegerField(null=True)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plays', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='Offered',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(default='open', max_length=10)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('play', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='scorecard.play')),
            ],
        ),
        migrations.CreateModel(
            name='PlayDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.IntegerField()),
                ('body', models.JSONField()),
                ('play', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='scorecard.play')),
            ],
        ),
        migrations.CreateModel(
            name='PlayOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('arm', models.CharField(max_length=10)),
                ('household', models.CharField(blank=True, max_length=200)),
                ('value', models.FloatField(null=True)),
                ('before', models.FloatField(null=True)),
                ('day', models.IntegerField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('play', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='scorecard.play')),
            ],
        ),
        migrations.CreateModel(
            name='RefusedEarning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveBigIntegerField()),
                ('field', models.CharField(blank=True, max_length=100)),
                ('code', models.CharField(max_length=60)),
                ('reason', models.CharField(max_length=400)),
                ('next_step', models.CharField(max_length=400)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows_refused', to='scorecard.earningsimport')),
            ],
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('asked', models.JSONField(default=dict)),
                ('as_of', models.DateField()),
                ('definitions', models.CharField(blank=True, max_length=20)),
                ('inputs', models.CharField(blank=True, max_length=64)),
                ('simulated', models.BooleanField(default=False)),
                ('axes', models.JSONField(default=dict)),
                ('card', models.JSONField(null=True)),
                ('share', models.FloatField(default=0.0)),
                ('doing', models.CharField(blank=True, max_length=200)),
                ('error', models.CharField(blank=True, max_length=1000)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('who', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('beat_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='PartnerSight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.JSONField()),
                ('enough', models.BooleanField(default=False)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='partners.partner')),
                ('score', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sights', to='scorecard.score')),
            ],
        ),
        migrations.CreateModel(
            name='ScorecardPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('window_days', models.PositiveIntegerField(default=90)),
                ('harm_days', models.PositiveSmallIntegerField(default=30)),
                ('currency', models.CharField(default='EUR', max_length=3)),
                ('active_types', models.JSONField(default=list)),
                ('weights', models.JSONField(default=dict)),
                ('weekly', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('who', models.CharField(max_length=64)),
                ('changed_at', models.DateTimeField()),
                ('holdout', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='audiences.holdout')),
                ('place', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='scorecard_plan', to='places.place')),
                ('segmentation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='audiences.segmentation')),
                ('target', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='audiences.audience')),
            ],
        ),
        migrations.CreateModel(
            name='TypeDenied',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('study', models.SlugField(max_length=80)),
                ('type', models.CharField(max_length=20)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
        ),
        migrations.AddIndex(
            model_name='earningsimport',
            index=models.Index(fields=['place', 'id'], name='earnings_import_place'),
        ),
        migrations.AddIndex(
            model_name='factorweight',
            index=models.Index(fields=['place', 'factor'], name='factor_weight_place'),
        ),
        migrations.AddConstraint(
            model_name='factorweight',
            constraint=models.UniqueConstraint(fields=('customer', 'factor'), name='one_weight_a_factor'),
        ),
        migrations.AddIndex(
            model_name='play',
            index=models.Index(fields=['state', 'place'], name='play_state'),
        ),
        migrations.AddConstraint(
            model_name='play',
            constraint=models.UniqueConstraint(fields=('place', 'key', 'version'), name='one_play_a_version'),
        ),
        migrations.AddConstraint(
            model_name='play',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('place', 'key'), name='one_running_play'),
        ),
        migrations.AddIndex(
            model_name='offered',
            index=models.Index(fields=['customer', 'state'], name='offered_open'),
        ),
        migrations.AddConstraint(
            model_name='offered',
            constraint=models.UniqueConstraint(fields=('play', 'customer'), name='offered_once'),
        ),
        migrations.AddConstraint(
            model_name='playday',
            constraint=models.UniqueConstraint(fields=('play', 'day'), name='one_play_day'),
        ),
        migrations.AddConstraint(
            model_name='playoutcome',
            constraint=models.UniqueConstraint(fields=('play', 'customer'), name='one_outcome'),
        ),
        migrations.AddIndex(
            model_name='refusedearning',
            index=models.Index(fields=['file', 'id'], name='refused_earning_file'),
        ),
        migrations.AddIndex(
            model_name='score',
            index=models.Index(fields=['place', 'state', 'id'], name='score_state'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('waiting', 'running'))), fields=('place',), name='one_score_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='partnersight',
            constraint=models.UniqueConstraint(fields=('score', 'partner'), name='one_sight_a_partner'),
        ),
        migrations.AddConstraint(
            model_name='typedenied',
            constraint=models.UniqueConstraint(fields=('place', 'customer', 'study', 'type'), name='denied_once'),
        ),
    ]
