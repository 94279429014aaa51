import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0001_initial'),
        ('places', '0002_clock'),
    ]

    operations = [
        migrations.CreateModel(
            name='Identity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='SameAs',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200)),
                ('known_as', models.CharField(max_length=200)),
                ('at_us', models.BigIntegerField()),
                ('as_alias', models.BooleanField(default=False)),
            ],
        ),
        migrations.RemoveIndex(
            model_name='trait',
            name='trait_value',
        ),
        migrations.AddIndex(
            model_name='trait',
            index=models.Index(fields=['name', 'value', 'customer'], name='trait_value'),
        ),
        migrations.AddField(
            model_name='identity',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identities', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='identity',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place'),
        ),
        migrations.AddField(
            model_name='sameas',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place'),
        ),
        migrations.AddIndex(
            model_name='sameas',
            index=models.Index(fields=['place', 'known_as'], name='same_known_as'),
        ),
        migrations.AddConstraint(
            model_name='sameas',
            constraint=models.UniqueConstraint(fields=('place', 'key', 'known_as'), name='said_once'),
        ),
    ]
