import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('places', '0003_worlds'),
    ]

    operations = [
        migrations.CreateModel(
            name='OpenDesk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tool', models.CharField(max_length=60)),
                ('key', models.CharField(max_length=32, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('opened_at', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('who', models.CharField(max_length=64)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='SavedDesign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tool', models.CharField(max_length=60)),
                ('hash', models.CharField(max_length=16)),
                ('visitor', models.BooleanField(default=False)),
                ('title', models.CharField(max_length=300)),
                ('holds', models.BooleanField()),
                ('body', models.JSONField()),
                ('terms', models.CharField(max_length=16)),
                ('note', models.CharField(blank=True, max_length=1000)),
                ('number', models.PositiveIntegerField(default=1)),
                ('embed', models.CharField(blank=True, max_length=32)),
                ('placement', models.CharField(blank=True, max_length=100)),
                ('origin', models.CharField(blank=True, max_length=300)),
                ('who', models.CharField(max_length=64)),
                ('saved_at', models.DateTimeField()),
                ('desk', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='designs', to='tools.opendesk')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
                ('previous', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='next_versions', to='tools.saveddesign')),
            ],
        ),
        migrations.CreateModel(
            name='DesignTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=16)),
                ('body', models.JSONField()),
                ('embed', models.CharField(blank=True, max_length=32)),
                ('placement', models.CharField(blank=True, max_length=100)),
                ('origin', models.CharField(blank=True, max_length=300)),
                ('who', models.CharField(max_length=64)),
                ('saved_at', models.DateTimeField()),
                ('desk', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='tools.opendesk')),
                ('design', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='others', to='tools.saveddesign')),
            ],
        ),
        migrations.CreateModel(
            name='DesignJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tool', models.CharField(max_length=60)),
                ('version', models.CharField(max_length=60)),
                ('terms', models.CharField(blank=True, max_length=16)),
                ('study', models.CharField(blank=True, max_length=60)),
                ('asked', models.JSONField(default=dict)),
                ('visitor', models.BooleanField(default=False)),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('share', models.FloatField(default=0.0)),
                ('doing', models.CharField(blank=True, max_length=200)),
                ('result', models.JSONField(null=True)),
                ('error', models.CharField(blank=True, max_length=1000)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('who', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('beat_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
                ('design', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='tools.saveddesign')),
            ],
        ),
        migrations.AddIndex(
            model_name='opendesk',
            index=models.Index(fields=['place', 'tool', 'id'], name='desk_tool'),
        ),
        migrations.AddIndex(
            model_name='saveddesign',
            index=models.Index(fields=['place', 'tool', 'id'], name='design_tool'),
        ),
        migrations.AddIndex(
            model_name='saveddesign',
            index=models.Index(fields=['place', 'visitor', 'saved_at'], name='design_visitor'),
        ),
        migrations.AddConstraint(
            model_name='saveddesign',
            constraint=models.UniqueConstraint(fields=('place', 'tool', 'hash', 'visitor'), name='one_design_a_hash'),
        ),
        migrations.AddIndex(
            model_name='designterms',
            index=models.Index(fields=['saved_at'], name='terms_saved'),
        ),
        migrations.AddConstraint(
            model_name='designterms',
            constraint=models.UniqueConstraint(fields=('design', 'key'), name='one_record_a_terms'),
        ),
        migrations.AddIndex(
            model_name='designjob',
            index=models.Index(fields=['state', 'id'], name='job_state'),
        ),
        migrations.AddIndex(
            model_name='designjob',
            index=models.Index(fields=['design', 'study', 'id'], name='job_study'),
        ),
        migrations.AddIndex(
            model_name='designjob',
            index=models.Index(fields=['place', 'tool', 'id'], name='job_tool'),
        ),
    ]
