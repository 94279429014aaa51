import django.db.models.deletion
import lifeworld.voices.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0001_initial'),
        ('places', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Coder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('name', models.CharField(max_length=200)),
                ('version', models.CharField(blank=True, max_length=200)),
                ('n_readings', models.BigIntegerField(default=0)),
                ('cursor', models.BigIntegerField(default=0)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('codebook', models.PositiveIntegerField()),
                ('codes', models.JSONField(default=dict)),
                ('present', models.JSONField(default=list)),
                ('judged', models.JSONField(null=True)),
                ('valence', models.FloatField(null=True)),
                ('memo', models.TextField(blank=True)),
                ('queue', models.CharField(blank=True, max_length=20)),
                ('inclusion', models.FloatField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now=True)),
                ('coder', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='voices.coder')),
            ],
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=100)),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('quote', models.TextField()),
                ('quote_hash', models.CharField(max_length=32)),
                ('memo', models.TextField(blank=True)),
                ('interpretive', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('reading', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='voices.reading')),
            ],
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200)),
                ('text', models.TextField()),
                ('context', models.TextField(blank=True)),
                ('at', models.DateTimeField(null=True)),
                ('facts', models.JSONField(default=dict)),
                ('lot', lifeworld.voices.models.LotField(default=0, editable=False)),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='customers.customer')),
            ],
        ),
        migrations.AddField(
            model_name='reading',
            name='statement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='voices.statement'),
        ),
        migrations.CreateModel(
            name='Study',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80)),
                ('title', models.CharField(max_length=200)),
                ('settings', models.JSONField(default=dict)),
                ('n_statements', models.BigIntegerField(default=0)),
                ('n_customers', models.BigIntegerField(default=0)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='studies', to='places.place')),
            ],
        ),
        migrations.AddField(
            model_name='statement',
            name='study',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='voices.study'),
        ),
        migrations.AddField(
            model_name='reading',
            name='study',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='voices.study'),
        ),
        migrations.CreateModel(
            name='Queue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=200)),
                ('coders', models.JSONField(default=list)),
                ('seed', models.BigIntegerField(default=0)),
                ('who', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='queues', to='voices.study')),
            ],
        ),
        migrations.CreateModel(
            name='Kept',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('position', models.BigIntegerField()),
                ('body', models.JSONField()),
                ('made_at', models.DateTimeField(auto_now=True)),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='kept', to='voices.study')),
            ],
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.JSONField()),
                ('version', models.PositiveIntegerField()),
                ('made_at', models.DateTimeField(auto_now=True)),
                ('coder', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='voices.coder')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='voices.statement')),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='voices.study')),
            ],
        ),
        migrations.AddField(
            model_name='coder',
            name='study',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coders', to='voices.study'),
        ),
        migrations.CreateModel(
            name='CodebookVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('codes', models.JSONField()),
                ('note', models.CharField(blank=True, max_length=400)),
                ('who', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codebooks', to='voices.study')),
            ],
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
                ('undone', models.BooleanField(default=False)),
                ('client_id', models.CharField(max_length=64, null=True)),
                ('moved_id', models.CharField(blank=True, max_length=64)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('coder', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='voices.coder')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='voices.statement')),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='voices.study')),
            ],
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('filename', models.CharField(max_length=255)),
                ('size', models.BigIntegerField()),
                ('received', models.BigIntegerField(default=0)),
                ('state', models.CharField(default='receiving', max_length=20)),
                ('options', models.JSONField(default=dict)),
                ('progress', models.JSONField(default=dict)),
                ('n_rows', models.BigIntegerField(default=0)),
                ('n_statements', models.BigIntegerField(default=0)),
                ('n_skipped', models.BigIntegerField(default=0)),
                ('message', models.TextField(blank=True)),
                ('who', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='voices.study')),
            ],
        ),
        migrations.AddField(
            model_name='statement',
            name='upload',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='voices.upload'),
        ),
        migrations.CreateModel(
            name='SkippedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.BigIntegerField(null=True)),
                ('field', models.CharField(blank=True, max_length=200)),
                ('reason', models.CharField(max_length=60)),
                ('detail', models.CharField(max_length=400)),
                ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='skipped', to='voices.upload')),
            ],
        ),
        migrations.CreateModel(
            name='QueueItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveIntegerField()),
                ('inclusion', models.FloatField(null=True)),
                ('code', models.CharField(blank=True, max_length=100)),
                ('queue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='voices.queue')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='voices.statement')),
            ],
            options={
                'indexes': [models.Index(fields=['queue', 'rank'], name='queue_rank')],
                'constraints': [models.UniqueConstraint(fields=('queue', 'statement', 'code'), name='one_item_a_statement')],
            },
        ),
        migrations.AddConstraint(
            model_name='study',
            constraint=models.UniqueConstraint(fields=('place', 'slug'), name='one_study_a_slug'),
        ),
        migrations.AddIndex(
            model_name='reading',
            index=models.Index(fields=['study', 'coder', 'statement'], name='reading_coder'),
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=models.UniqueConstraint(fields=('statement', 'coder'), name='one_reading_a_coder'),
        ),
        migrations.AddConstraint(
            model_name='kept',
            constraint=models.UniqueConstraint(fields=('study', 'name'), name='one_result_a_name'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(fields=('coder', 'statement'), name='one_draft_a_coder'),
        ),
        migrations.AddConstraint(
            model_name='coder',
            constraint=models.UniqueConstraint(fields=('study', 'kind', 'name'), name='one_coder_a_name'),
        ),
        migrations.AddConstraint(
            model_name='coder',
            constraint=models.UniqueConstraint(fields=('study', 'user'), name='one_coder_a_user'),
        ),
        migrations.AddConstraint(
            model_name='codebookversion',
            constraint=models.UniqueConstraint(fields=('study', 'number'), name='one_version_a_number'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(fields=['coder', 'undone', 'id'], name='change_coder'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.UniqueConstraint(fields=('coder', 'client_id'), name='one_change_a_client_id'),
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(fields=['study', 'customer', 'id'], name='statement_customer'),
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(fields=['study', 'lot'], name='statement_lot'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.UniqueConstraint(fields=('study', 'key'), name='one_statement_a_key'),
        ),
    ]
