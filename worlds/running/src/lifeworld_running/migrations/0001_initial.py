import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0002_identities'),
        ('places', '0003_worlds'),
    ]

    operations = [
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80)),
                ('part', models.PositiveIntegerField(default=0)),
                ('path', models.CharField(blank=True, max_length=400)),
                ('sport', models.CharField(blank=True, max_length=40)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('started_us', models.BigIntegerField(null=True)),
                ('day', models.IntegerField(null=True)),
                ('seen_by', models.CharField(default='me', max_length=10)),
                ('summary', models.JSONField(default=dict)),
                ('trust', models.FloatField(null=True)),
                ('distance_m', models.FloatField(null=True)),
                ('elapsed_s', models.FloatField(null=True)),
                ('moving_s', models.FloatField(null=True)),
                ('ascent_m', models.FloatField(null=True)),
                ('pace_s_km', models.FloatField(null=True)),
                ('gap_pace_s_km', models.FloatField(null=True)),
                ('heart_rate', models.FloatField(null=True)),
                ('pace_at_heart_rate_s_km', models.FloatField(null=True)),
                ('load', models.FloatField(null=True)),
                ('bests', models.JSONField(default=dict)),
                ('device', models.CharField(blank=True, max_length=200)),
                ('app', models.CharField(blank=True, max_length=200)),
                ('manual', models.BooleanField(default=False)),
                ('planned', models.BooleanField(default=False)),
                ('edited', models.BooleanField(default=False)),
                ('said_same', models.CharField(blank=True, max_length=10)),
                ('felt', models.CharField(blank=True, max_length=300)),
                ('with_whom', models.CharField(blank=True, max_length=120)),
                ('with_family', models.BooleanField(default=False)),
                ('reversed', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=0)),
                ('by_settings', models.PositiveIntegerField(default=0)),
                ('event_source', models.CharField(blank=True, max_length=40)),
                ('event_digest', models.CharField(blank=True, max_length=64)),
                ('with_digest', models.CharField(blank=True, max_length=64)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('duplicate_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='duplicates', to='lifeworld_running.activity')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='Streams',
            fields=[
                ('activity', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='streams', serialize=False, to='lifeworld_running.activity')),
                ('n', models.PositiveIntegerField()),
                ('body', models.BinaryField()),
                ('signature', models.BinaryField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='File',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('name', models.CharField(max_length=255)),
                ('size', models.BigIntegerField()),
                ('path', models.CharField(max_length=400)),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('code', models.CharField(blank=True, max_length=60)),
                ('reason', models.CharField(blank=True, max_length=1000)),
                ('notices', models.JSONField(default=list)),
                ('parts', models.JSONField(default=list)),
                ('n_parts', models.PositiveIntegerField(default=0)),
                ('n_recordings', models.PositiveIntegerField(default=0)),
                ('cursor', models.PositiveIntegerField(default=0)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
        ),
        migrations.AddField(
            model_name='activity',
            name='file',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='activities', to='lifeworld_running.file'),
        ),
        migrations.CreateModel(
            name='Route',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(blank=True, max_length=200)),
                ('signature', models.BinaryField()),
                ('length_m', models.FloatField()),
                ('n', models.PositiveIntegerField(default=0)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
        ),
        migrations.AddField(
            model_name='activity',
            name='route',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='activities', to='lifeworld_running.route'),
        ),
        migrations.CreateModel(
            name='RunnerSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('heart_rate_max', models.FloatField(null=True)),
                ('heart_rate_rest', models.FloatField(null=True)),
                ('threshold_pace_s_km', models.FloatField(null=True)),
                ('sex', models.CharField(blank=True, max_length=1)),
                ('born_year', models.PositiveSmallIntegerField(null=True)),
                ('gap_factors', models.JSONField(default=list)),
                ('unit', models.CharField(default='km', max_length=4)),
                ('seen_by', models.CharField(default='me', max_length=10)),
                ('version', models.PositiveIntegerField(default=1)),
                ('due', models.BooleanField(db_index=True, default=False)),
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='running_settings', to='customers.customer')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='Segment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('length_m', models.FloatField()),
                ('line', models.BinaryField()),
                ('from_m', models.FloatField()),
                ('to_m', models.FloatField()),
                ('looked', models.BigIntegerField(default=0)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('activity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='lifeworld_running.activity')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='SegmentEffort',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seconds', models.FloatField()),
                ('from_s', models.FloatField()),
                ('error_s', models.FloatField(null=True)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='segment_efforts', to='lifeworld_running.activity')),
                ('segment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='efforts', to='lifeworld_running.segment')),
            ],
        ),
        migrations.AddIndex(
            model_name='file',
            index=models.Index(fields=['state', 'id'], name='running_file_state'),
        ),
        migrations.AddIndex(
            model_name='file',
            index=models.Index(fields=['place', 'customer', 'id'], name='running_file_customer'),
        ),
        migrations.AddConstraint(
            model_name='file',
            constraint=models.UniqueConstraint(fields=('customer', 'sha256'), name='running_one_file_a_digest'),
        ),
        migrations.AddIndex(
            model_name='route',
            index=models.Index(fields=['place', 'customer', 'n'], name='running_route_n'),
        ),
        migrations.AddConstraint(
            model_name='route',
            constraint=models.UniqueConstraint(fields=('customer', 'number'), name='running_one_route_a_number'),
        ),
        migrations.AddIndex(
            model_name='activity',
            index=models.Index(fields=['place', 'customer', '-started_us', '-id'], name='running_activity_newest'),
        ),
        migrations.AddIndex(
            model_name='activity',
            index=models.Index(fields=['route', 'started_us'], name='running_activity_route'),
        ),
        migrations.AddIndex(
            model_name='activity',
            index=models.Index(fields=['place', 'seen_by', 'id'], name='running_activity_seen'),
        ),
        migrations.AddIndex(
            model_name='activity',
            index=models.Index(fields=['version', 'id'], name='running_activity_version'),
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.UniqueConstraint(fields=('customer', 'key'), name='running_one_activity_a_key'),
        ),
        migrations.AddIndex(
            model_name='segment',
            index=models.Index(fields=['place', 'customer', 'id'], name='running_segment_customer'),
        ),
        migrations.AddConstraint(
            model_name='segmenteffort',
            constraint=models.UniqueConstraint(fields=('segment', 'activity'), name='running_one_effort_an_activity'),
        ),
    ]
