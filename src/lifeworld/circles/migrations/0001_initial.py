import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0002_identities'),
        ('measures', '0001_initial'),
        ('places', '0003_worlds'),
    ]

    operations = [
        migrations.CreateModel(
            name='Club',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('about', models.CharField(blank=True, max_length=500)),
                ('entry', models.CharField(default='asked', max_length=10)),
                ('seen_by', models.CharField(default='place', max_length=10)),
                ('made_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='Challenge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_id', models.UUIDField()),
                ('title', models.CharField(max_length=120)),
                ('about', models.CharField(blank=True, max_length=1000)),
                ('from_day', models.IntegerField()),
                ('to_day', models.IntegerField()),
                ('verified_only', models.BooleanField(default=False)),
                ('handicap', models.CharField(default='none', max_length=20)),
                ('table', models.JSONField(null=True)),
                ('reach', models.CharField(default='invited', max_length=10)),
                ('made_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='circle_challenges', to='customers.customer')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='measures.indicator')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
                ('club', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='challenges', to='circles.club')),
            ],
        ),
        migrations.CreateModel(
            name='Entrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('joined_at', models.DateTimeField()),
                ('agreed_at', models.DateTimeField()),
                ('challenge', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entrants', to='circles.challenge')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='circle_entries', to='customers.customer')),
            ],
        ),
        migrations.CreateModel(
            name='Follow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(default='asked', max_length=10)),
                ('at', models.DateTimeField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='circle_follows', to='customers.customer')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='circle_followers', to='customers.customer')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='Invited',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('challenge', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invited', to='circles.challenge')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='circle_invitations', to='customers.customer')),
            ],
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(default='member', max_length=10)),
                ('state', models.CharField(default='in', max_length=10)),
                ('at', models.DateTimeField()),
                ('club', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='circles.club')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='circle_clubs', to='customers.customer')),
            ],
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=80)),
                ('key', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=200)),
                ('day', models.IntegerField()),
                ('at', models.DateTimeField()),
                ('facts', models.JSONField(default=list)),
                ('body', models.TextField(blank=True)),
                ('seen_by', models.CharField(default='me', max_length=10)),
                ('link', models.CharField(blank=True, max_length=200)),
                ('trust', models.FloatField(null=True)),
                ('hidden_at', models.DateTimeField(null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='circle_posts', to='customers.customer')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='Kudos',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='circle_kudos', to='customers.customer')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='kudos', to='circles.post')),
            ],
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_id', models.UUIDField()),
                ('text', models.CharField(max_length=1000)),
                ('at', models.DateTimeField()),
                ('hidden_at', models.DateTimeField(null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='circle_comments', to='customers.customer')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='circles.post')),
            ],
        ),
        migrations.CreateModel(
            name='Profile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('about', models.CharField(blank=True, max_length=300)),
                ('seen_by', models.CharField(default='followers', max_length=10)),
                ('follows_need_yes', models.BooleanField(default=True)),
                ('birth_year', models.PositiveSmallIntegerField(null=True)),
                ('sex', models.CharField(blank=True, max_length=1)),
                ('joined_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='circle_profile', to='customers.customer')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, max_length=10)),
                ('comment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='circles.comment')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='circle_reports', to='customers.customer')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='circles.post')),
            ],
        ),
        migrations.CreateModel(
            name='Zone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(blank=True, max_length=60)),
                ('lat', models.FloatField()),
                ('lon', models.FloatField()),
                ('radius_m', models.FloatField()),
                ('before', models.JSONField(default=list)),
                ('made_at', models.DateTimeField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='circle_zones', to='customers.customer')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='ZoneSecret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret', models.BigIntegerField()),
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='circle_zone_secret', to='customers.customer')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='circle_blocks', to='customers.customer')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='circle_blocked_by', to='customers.customer')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('customer', 'other'), name='one_block')],
            },
        ),
        migrations.AddIndex(
            model_name='club',
            index=models.Index(fields=['place', 'name'], name='club_name'),
        ),
        migrations.AddIndex(
            model_name='challenge',
            index=models.Index(fields=['place', 'reach', 'to_day'], name='challenge_place'),
        ),
        migrations.AddConstraint(
            model_name='challenge',
            constraint=models.UniqueConstraint(fields=('place', 'client_id'), name='one_challenge_a_client_id'),
        ),
        migrations.AddConstraint(
            model_name='entrant',
            constraint=models.UniqueConstraint(fields=('challenge', 'customer'), name='one_entrant'),
        ),
        migrations.AddIndex(
            model_name='follow',
            index=models.Index(fields=['place', 'state'], name='follow_place'),
        ),
        migrations.AddIndex(
            model_name='follow',
            index=models.Index(fields=['other', 'state'], name='follow_other'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.UniqueConstraint(fields=('customer', 'other'), name='one_follow'),
        ),
        migrations.AddConstraint(
            model_name='invited',
            constraint=models.UniqueConstraint(fields=('challenge', 'customer'), name='one_invitation'),
        ),
        migrations.AddIndex(
            model_name='member',
            index=models.Index(fields=['customer', 'state'], name='member_customer'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.UniqueConstraint(fields=('club', 'customer'), name='one_member'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['customer', 'id'], name='post_customer'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['place', 'seen_by', 'id'], name='post_place'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.UniqueConstraint(fields=('customer', 'source', 'key'), name='one_post_a_thing'),
        ),
        migrations.AddConstraint(
            model_name='kudos',
            constraint=models.UniqueConstraint(fields=('post', 'customer'), name='one_kudos'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.UniqueConstraint(fields=('post', 'customer', 'client_id'), name='one_comment_a_client_id'),
        ),
        migrations.AddIndex(
            model_name='profile',
            index=models.Index(fields=['place', 'seen_by', 'name', 'id'], name='profile_name'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['place', 'settled_at', 'id'], name='report_place'),
        ),
    ]
