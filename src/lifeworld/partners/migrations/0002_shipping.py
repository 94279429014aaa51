from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partners', '0001_first'),
    ]

    operations = [
        migrations.AddField(
            model_name='partner',
            name='shipping_currency',
            field=models.CharField(blank=True, max_length=3),
        ),
        migrations.AddField(
            model_name='partner',
            name='shipping_micros',
            field=models.BigIntegerField(null=True),
        ),
    ]
