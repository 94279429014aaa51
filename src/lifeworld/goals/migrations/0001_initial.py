import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0002_identities'),
        ('measures', '0001_initial'),
        ('places', '0002_clock'),
    ]

    operations = [
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_id', models.UUIDField()),
                ('kind', models.CharField(max_length=10)),
                ('title', models.CharField(max_length=200)),
                ('body', models.JSONField(default=dict)),
                ('sent', models.CharField(default='', max_length=64)),
                ('state', models.CharField(default='active', max_length=10)),
                ('seen_by', models.CharField(default='me', max_length=10)),
                ('declared_at', models.DateTimeField()),
                ('declared_day', models.IntegerField()),
                ('due_on', models.DateField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_day', models.IntegerField(null=True)),
                ('reason', models.CharField(blank=True, max_length=60)),
                ('version', models.PositiveIntegerField(default=1)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='customers.customer')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('what', models.CharField(max_length=40)),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
                ('lowered', models.BooleanField(default=False)),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='goals.goal')),
            ],
        ),
        migrations.CreateModel(
            name='GoalLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=200)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('who', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goal_links', to='customers.customer')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('text', models.CharField(max_length=200)),
                ('supplier', models.CharField(blank=True, max_length=200)),
                ('place_in_list', models.PositiveSmallIntegerField(default=0)),
                ('done_at', models.DateTimeField(null=True)),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='goals.goal')),
            ],
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80)),
                ('title', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=10)),
                ('body', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('retired_at', models.DateTimeField(null=True)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='places.place')),
            ],
        ),
        migrations.AddField(
            model_name='goal',
            name='job',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='goals', to='goals.job'),
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begins_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
                ('reason', models.CharField(max_length=10)),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pauses', to='goals.goal')),
            ],
        ),
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('importance', models.PositiveSmallIntegerField()),
                ('satisfaction', models.PositiveSmallIntegerField(null=True)),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ratings', to='goals.goal')),
            ],
        ),
        migrations.CreateModel(
            name='Reckoned',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('job', models.CharField(blank=True, max_length=80)),
                ('mark', models.CharField(max_length=100)),
                ('body', models.JSONField()),
                ('made_at', models.DateTimeField()),
                ('took_s', models.FloatField(default=0)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='Scale',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('unit', models.CharField(blank=True, max_length=40)),
                ('weight', models.FloatField(default=1)),
                ('over', models.CharField(default='window', max_length=10)),
                ('baseline', models.FloatField(null=True)),
                ('baseline_level', models.SmallIntegerField(null=True)),
                ('levels', models.JSONField(default=list)),
                ('low', models.FloatField(null=True)),
                ('high', models.FloatField(null=True)),
                ('judged_levels', models.JSONField(default=list)),
                ('judged_low', models.FloatField(null=True)),
                ('judged_high', models.FloatField(null=True)),
                ('judged_weight', models.FloatField(default=1)),
                ('lowered', models.BooleanField(default=False)),
                ('declared', models.BooleanField(default=True)),
                ('frozen_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(null=True)),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scales', to='goals.goal')),
                ('indicator', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='measures.indicator')),
            ],
        ),
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_id', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('day', models.IntegerField()),
                ('value', models.FloatField(null=True)),
                ('level', models.SmallIntegerField(null=True)),
                ('scale', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='goals.scale')),
            ],
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.UniqueConstraint(fields=('place', 'slug'), name='one_job_a_slug'),
        ),
        migrations.AddIndex(
            model_name='goal',
            index=models.Index(fields=['place', 'customer', 'id'], name='goal_customer'),
        ),
        migrations.AddIndex(
            model_name='goal',
            index=models.Index(fields=['place', 'state', 'id'], name='goal_state'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.UniqueConstraint(fields=('place', 'client_id'), name='one_goal_a_client_id'),
        ),
        migrations.AddConstraint(
            model_name='reckoned',
            constraint=models.UniqueConstraint(fields=('place', 'job'), name='one_reckoning_a_job'),
        ),
        migrations.AddIndex(
            model_name='check',
            index=models.Index(fields=['scale', 'day'], name='check_day'),
        ),
        migrations.AddConstraint(
            model_name='check',
            constraint=models.UniqueConstraint(fields=('scale', 'client_id'), name='one_check_a_client_id'),
        ),
    ]
