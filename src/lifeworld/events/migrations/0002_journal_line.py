from django.db import migrations


class Migration(migrations.Migration):
    """The lines of the journal get a table name of their own, because events are kept beside them now."""

    dependencies = [
        ('events', '0001_initial'),
    ]

    operations = [
        migrations.RenameModel('Event', 'JournalLine'),
    ]
