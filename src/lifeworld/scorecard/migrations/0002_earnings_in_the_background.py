from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0003_worlds'),
        ('scorecard', '0001_first'),
    ]

    operations = [
        migrations.AddField(
            model_name='earningsimport',
            name='busy_until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='earningsimport',
            name='currency',
            field=models.CharField(blank=True, max_length=3),
        ),
        migrations.AddField(
            model_name='earningsimport',
            name='file',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='earningsimport',
            name='tries',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name='earningsimport',
            index=models.Index(condition=models.Q(('state', 'reading')), fields=['id'], name='earnings_import_reading'),
        ),
    ]
