import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0003_worlds'),
        ('scorecard', '0002_earnings_in_the_background'),
        ('tools', '0001_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reached',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('spec', models.CharField(max_length=16)),
                ('rows', models.JSONField()),
                ('refused', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('design', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tools.saveddesign')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
            options={
                'indexes': [models.Index(fields=['place', 'spec', 'id'], name='reached_spec')],
            },
        ),
    ]
