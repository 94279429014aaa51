from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Cursor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reader', models.CharField(max_length=100)),
                ('place', models.CharField(max_length=255)),
                ('position', models.BigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('reader', 'place'), name='one_cursor_a_reader')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=255)),
                ('type', models.CharField(max_length=100)),
                ('customer', models.CharField(blank=True, max_length=200)),
                ('who', models.CharField(blank=True, max_length=64)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('source', models.CharField(max_length=100, null=True)),
                ('data', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(fields=['place', 'id'], name='journal_place'), models.Index(fields=['place', 'customer', 'id'], name='journal_customer'), models.Index(fields=['place', 'type', 'id'], name='journal_type')],
                'constraints': [models.UniqueConstraint(fields=('place', 'source'), name='a_source_once')],
            },
        ),
    ]
