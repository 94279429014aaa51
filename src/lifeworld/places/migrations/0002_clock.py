from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='place',
            name='timezone',
            field=models.CharField(default='UTC', max_length=64),
        ),
    ]
