import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0002_clock'),
    ]

    operations = [
        migrations.CreateModel(
            name='TakenUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('world', models.CharField(max_length=30)),
                ('version', models.CharField(max_length=40)),
                ('study', models.CharField(blank=True, max_length=60)),
                ('who', models.CharField(blank=True, max_length=64)),
                ('at', models.DateTimeField(auto_now=True)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='worlds', to='places.place')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('place', 'world'), name='one_world_a_place')],
            },
        ),
    ]
