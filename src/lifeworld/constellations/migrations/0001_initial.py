import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0001_initial'),
        ('voices', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='DrawLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=200)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('draws_max', models.PositiveIntegerField(null=True)),
                ('n_drawn', models.PositiveIntegerField(default=0)),
                ('who', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='draw_links', to='voices.study')),
            ],
        ),
        migrations.CreateModel(
            name='Reckoned',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('values', models.JSONField(default=dict)),
                ('position', models.BigIntegerField(default=0)),
                ('changed', models.BigIntegerField(default=0)),
                ('made_at', models.DateTimeField(auto_now=True)),
                ('study', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reckoned', to='voices.study')),
            ],
        ),
        migrations.CreateModel(
            name='Board',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.BigIntegerField()),
                ('body', models.JSONField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='boards', to='voices.study')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('study', 'position'), name='one_board_a_position')],
            },
        ),
        migrations.CreateModel(
            name='Drawing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_id', models.UUIDField()),
                ('body', models.JSONField()),
                ('position', models.BigIntegerField()),
                ('drawn_at', models.DateTimeField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drawings', to='customers.customer')),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drawings', to='voices.study')),
                ('link', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='constellations.drawlink')),
            ],
            options={
                'indexes': [models.Index(fields=['study', 'customer', 'id'], name='drawing_customer')],
                'constraints': [models.UniqueConstraint(fields=('study', 'client_id'), name='one_drawing_a_client_id')],
            },
        ),
        migrations.CreateModel(
            name='Due',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.BigIntegerField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='voices.study')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('study', 'customer'), name='due_once')],
            },
        ),
        migrations.CreateModel(
            name='Moment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.BigIntegerField()),
                ('latest', models.BooleanField(default=True)),
                ('type', models.CharField(max_length=20)),
                ('size', models.PositiveIntegerField()),
                ('n_statements', models.PositiveIntegerField()),
                ('body', models.JSONField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moments', to='customers.customer')),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moments', to='voices.study')),
            ],
            options={
                'indexes': [models.Index(fields=['study', 'latest', 'type', 'customer'], name='moment_latest'), models.Index(fields=['study', 'latest', 'position'], name='moment_newer')],
                'constraints': [models.UniqueConstraint(fields=('study', 'customer', 'position'), name='one_moment_a_position')],
            },
        ),
    ]
