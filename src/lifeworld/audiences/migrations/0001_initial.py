import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0002_identities'),
        ('places', '0002_clock'),
    ]

    operations = [
        migrations.CreateModel(
            name='Audience',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80)),
                ('title', models.CharField(max_length=200)),
                ('expression', models.JSONField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('n', models.PositiveIntegerField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('worked_out_at', models.DateTimeField(null=True)),
                ('mark', models.CharField(blank=True, max_length=200)),
                ('took_ms', models.PositiveIntegerField(default=0)),
                ('retired_at', models.DateTimeField(null=True)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='audiences', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='Holdout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80)),
                ('title', models.CharField(max_length=200)),
                ('withheld', models.CharField(max_length=400)),
                ('share', models.FloatField()),
                ('strata', models.JSONField(default=list)),
                ('salt', models.CharField(max_length=32)),
                ('mark', models.CharField(blank=True, max_length=200)),
                ('assigned_at', models.DateTimeField(null=True)),
                ('begins_at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('audience', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holdouts', to='audiences.audience')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holdouts', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('arm', models.CharField(max_length=10)),
                ('stratum', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('holdout', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='audiences.holdout')),
            ],
        ),
        migrations.CreateModel(
            name='Segmentation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80)),
                ('title', models.CharField(max_length=200)),
                ('body', models.JSONField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='segmentations', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='SegmentMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('segment', models.PositiveSmallIntegerField()),
                ('certainty', models.FloatField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('segmentation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='audiences.segmentation')),
            ],
        ),
        migrations.CreateModel(
            name='Stay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('audience', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stays', to='audiences.audience')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
            ],
        ),
        migrations.AddConstraint(
            model_name='audience',
            constraint=models.UniqueConstraint(fields=('place', 'slug'), name='one_audience_a_slug'),
        ),
        migrations.AddConstraint(
            model_name='holdout',
            constraint=models.UniqueConstraint(fields=('place', 'slug'), name='one_holdout_a_slug'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(fields=['holdout', 'arm'], name='assignment_arm'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(fields=('holdout', 'customer'), name='one_arm'),
        ),
        migrations.AddConstraint(
            model_name='segmentation',
            constraint=models.UniqueConstraint(fields=('place', 'slug'), name='one_segmentation_a_slug'),
        ),
        migrations.AddIndex(
            model_name='segmentmember',
            index=models.Index(fields=['segmentation', 'segment'], name='segment_members'),
        ),
        migrations.AddConstraint(
            model_name='segmentmember',
            constraint=models.UniqueConstraint(fields=('segmentation', 'customer'), name='one_segment'),
        ),
        migrations.AddIndex(
            model_name='stay',
            index=models.Index(fields=['audience', 'until', 'customer'], name='stay_until'),
        ),
        migrations.AddIndex(
            model_name='stay',
            index=models.Index(fields=['audience', 'since'], name='stay_since'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.UniqueConstraint(condition=models.Q(('until', None)), fields=('audience', 'customer'), name='one_open_stay'),
        ),
    ]
