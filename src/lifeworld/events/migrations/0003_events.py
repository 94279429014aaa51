import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0002_journal_line'),
    ]

    operations = [
        migrations.CreateModel(
            name='DayCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.BigIntegerField()),
                ('type', models.BigIntegerField()),
                ('day', models.IntegerField()),
                ('n', models.BigIntegerField(default=0)),
                ('n_gone', models.BigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('place', 'type', 'day'), name='one_day_count')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.BigIntegerField()),
                ('source', models.BigIntegerField()),
                ('key', models.CharField(max_length=200)),
                ('type', models.BigIntegerField()),
                ('subject', models.BigIntegerField(null=True)),
                ('at_us', models.BigIntegerField()),
                ('received_us', models.BigIntegerField()),
                ('day', models.IntegerField()),
                ('flags', models.SmallIntegerField(default=0)),
                ('data', models.JSONField()),
            ],
            options={
                'indexes': [models.Index(fields=['place', 'id'], name='event_place'), models.Index(fields=['subject', 'type', 'day'], name='event_subject')],
                'constraints': [models.UniqueConstraint(fields=('source', 'key'), name='an_event_once')],
            },
        ),
        migrations.CreateModel(
            name='EventType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.BigIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('schema', models.JSONField(null=True)),
                ('declared', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=0)),
                ('keep_days', models.PositiveIntegerField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('place', 'name'), name='one_event_type')],
            },
        ),
        migrations.CreateModel(
            name='Refused',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.BigIntegerField()),
                ('customer', models.CharField(blank=True, max_length=200)),
                ('code', models.CharField(max_length=60)),
                ('message', models.CharField(max_length=500)),
                ('body', models.JSONField()),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'indexes': [models.Index(fields=['place', 'id'], name='refused_place'), models.Index(fields=['place', 'customer'], name='refused_customer')],
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.BigIntegerField()),
                ('uri', models.CharField(max_length=400)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('place', 'uri'), name='one_source')],
            },
        ),
        migrations.CreateModel(
            name='Spent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.BigIntegerField()),
                ('digest', models.CharField(max_length=32)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('source', 'digest'), name='spent_once')],
            },
        ),
        migrations.CreateModel(
            name='Subject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.BigIntegerField()),
                ('key', models.CharField(max_length=200)),
                ('anonymous', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('place', 'key'), name='one_subject')],
            },
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.BigIntegerField()),
                ('url', models.CharField(max_length=500)),
                ('secret', models.CharField(max_length=100)),
                ('types', models.JSONField(default=list)),
                ('after', models.BigIntegerField(default=0)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('stopped_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['place'], name='webhook_place')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.BigIntegerField()),
                ('last', models.BigIntegerField()),
                ('n', models.PositiveIntegerField()),
                ('tries', models.PositiveIntegerField(default=0)),
                ('due_at', models.DateTimeField()),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('said', models.CharField(blank=True, max_length=300)),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='events.webhook')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'due_at'], name='delivery_due')],
            },
        ),
    ]
