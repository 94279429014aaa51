// On a narrow screen the tab of this page may stand outside: bring it in.
for (const here of document.querySelectorAll('.tabs [aria-current]')) here.scrollIntoView({ inline: 'center', block: 'nearest' });
