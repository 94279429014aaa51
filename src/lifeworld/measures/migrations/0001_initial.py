import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('places', '0002_clock'),
    ]

    operations = [
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80)),
                ('body', models.JSONField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('building', models.BigIntegerField(default=0, null=True)),
                ('as_of', models.IntegerField(null=True)),
                ('rolled', models.BigIntegerField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('retired_at', models.DateTimeField(null=True)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='indicators', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='DayValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.BigIntegerField()),
                ('day', models.IntegerField()),
                ('n', models.PositiveIntegerField()),
                ('total', models.BigIntegerField()),
                ('low', models.BigIntegerField(null=True)),
                ('high', models.BigIntegerField(null=True)),
                ('last', models.BigIntegerField(null=True)),
                ('last_us', models.BigIntegerField()),
                ('indicator', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='measures.indicator')),
            ],
        ),
        migrations.CreateModel(
            name='Known',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.BigIntegerField(unique=True)),
                ('customer', models.BigIntegerField()),
                ('place', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='Pulse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.JSONField()),
                ('position', models.BigIntegerField()),
                ('version', models.PositiveIntegerField()),
                ('took_s', models.FloatField(default=0)),
                ('made_at', models.DateTimeField()),
                ('indicator', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='pulse', to='measures.indicator')),
            ],
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer', models.BigIntegerField()),
                ('value', models.FloatField()),
                ('n', models.PositiveIntegerField()),
                ('n_days', models.PositiveIntegerField()),
                ('as_of', models.IntegerField()),
                ('indicator', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='measures.indicator')),
            ],
        ),
        migrations.CreateModel(
            name='Touched',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.BigIntegerField()),
                ('day', models.IntegerField()),
                ('indicator', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='measures.indicator')),
            ],
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.UniqueConstraint(fields=('place', 'slug'), name='one_indicator_a_slug'),
        ),
        migrations.AddIndex(
            model_name='dayvalue',
            index=models.Index(fields=['indicator', 'day'], name='day_value_day'),
        ),
        migrations.AddConstraint(
            model_name='dayvalue',
            constraint=models.UniqueConstraint(fields=('indicator', 'subject', 'day'), name='one_day_value'),
        ),
        migrations.AddIndex(
            model_name='known',
            index=models.Index(fields=['place', 'customer'], name='known_customer'),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(fields=['indicator', 'value', 'customer'], name='standing_value'),
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.UniqueConstraint(fields=('indicator', 'customer'), name='one_standing'),
        ),
        migrations.AddConstraint(
            model_name='touched',
            constraint=models.UniqueConstraint(fields=('indicator', 'subject', 'day'), name='touched_once'),
        ),
    ]
