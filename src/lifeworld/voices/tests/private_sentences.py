"""Sentences written for this project, with what must be replaced between braces: {p:...} a person, {c:...} contact data.

DEVELOPMENT was looked at while the rules were written; UNSEEN was written after
them. When UNSEEN was first read, 19 of its 23 persons and 5 of its 6 contact data were found; some rules were repaired since.
"""

DEVELOPMENT = """
My sister {p:Beth} bought me the watch and we compare steps every night.
I train with my friend {p:Okwudili} on Sundays.
{p:Lena} said the new screen is too bright, and I think she is right.
My coach {p:Marguerite Oyelaran} sets the plan.
Since Dr. {p:Halvorsen} saw my numbers I sleep with the band on.
My husband, {p:Tom}, thinks I am mad.
We ride with {p:Anna} and {p:Pavlo} from the club.
my friend {p:anna} made me do it
The man next door, Mr {p:Petrosyan}, waters my plants while I run.
{p:Will} said he would come, but it rained.
I asked {p:Grace} about the training zones.
My brother {p:Ikenna} and {p:Folake} have the same bike computer.
Write to me at {c:jo.miller+run@example.org} if the beta opens again.
Call me on {c:+44 20 7946 0958} after six.
My number is {c:0171 5550199}, text me.
You find me as {c:@hillclimber_77} on the app.
See my route at {c:https://www.example.com/athletes/884421}.
I live at {c:14 Mill Lane} and the hill starts at the door.
We meet at {c:Lindenstraße 12} every Tuesday.
My account is {c:DE89 3704 0044 0532 0130 00}, for the refund.
The card {c:4111 1111 1111 1111} was charged twice.
My username is {c:velo.nina84} and support still cannot find me.
The shop at {c:27 rue de la Gare} repaired it for free.
The order {c:302918447102} never came.
My wife {p:Salomé} laughs at my leaderboard.
Aunt {p:Ngozi} gave me her old tracker.
{p:Giulia} and {p:Matteo} joined the challenge in March.
My colleague {p:Björn Lindqvist} wears two watches.
My therapist {p:Renée} told me to stop counting.
A guy called {p:Fergus} beat me by two seconds.
My name is {p:Tadhg} and I have used it for three years.
My daughter {p:Zofia}'s bike has a sensor too.
My boss {p:Henrike} started a step contest.
The instructor, a woman named {p:Xiomara}, shouts a lot.
Prof. {p:Adeyemi} wrote the study that I read.
I showed it to {p:Mark} and {p:Rose} at work.
{p:Ελένη} runs faster than me on the hills.
My son {p:Łukasz} set it up for me.
My mate {p:Deano} keeps the tables.
My neighbour Frau {p:Schulze-Kremer} walks with poles.
Ask {p:Jean-Luc} about the gravel race.
My cousin {p:Bia} is on the other team.
{p:Siobhan}'s kudos mean more than a medal.
I lost to {p:Jesper} again on the monthly table.
My partner {p:Kwabena} cooks when I train late.
Miss {p:Okafor} runs the school club.
We named the group after {p:Hiroshi}, who started it.
Uncle {p:Bo} still uses a paper diary.
my gf {p:Kasia} thinks the app is cute
My physio {p:Nadège} checks the cadence.
Ping {c:m.duarte (at) example.com} for the spreadsheet.
My old site is {c:www.example.net/~pkowalski/runs} if you care.
Fax is {c:(030) 1234567}, yes, we still have one.
The start is at {c:52.52001, 13.40495} by the bridge.
Postcode {c:SW1A 2AA}, so the signal should be good.
Reach me: {c:555-867-5309}.
My handle is {c:pacer_of_doom} everywhere.
Mail {c:info@example.co.uk} and wait two weeks.
It runs on {c:192.168.178.45} at home.
My grandma {p:Ilse} walks 8000 steps a day.
My twin {p:Amara} and I share one account.
The trainer, {p:Paolo}, made us laugh.
{p:Nomvula} from work runs with me on Fridays.
I gave my old band to {p:Tuğba}.
My flatmate {p:Divya} never charges hers.
Then {p:Charlie} called and the run was over.
{p:Ada} and I are training for the autumn race.
I follow {p:Kipchoge} and nobody else.
my dad {p:george} has one too
Señora {p:Ibáñez} at the desk gave me the key.
Strava shows me everything that I need to know.
My Garmin lost the signal near Paris.
The Apple Watch is better than the Fitbit, my wife says.
In May I ran 120 km and in June 98.
I will run on Monday if the weather is good.
Will it ever sync with Google Fit?
Grace under pressure is what this coach teaches.
Mark my words, this update will break things.
I hope the next version is better.
Summer was hot and the strap itched.
The Berlin route has 42 corners.
I did 10 000 steps, then 12 500, then 9 800.
My best times are 1:54:32 and 1:49:07.
Bought it on 12.05.2024 and returned it on 2024-06-01.
Heart rate went 120 140 160 175 in the intervals.
It cost 1,299.00 and I want my money back.
Kestrel sent me a new strap after two days.
My friend Garmin would call it junk miles, I call it joy.
See www.example.org for the manual.
The Sunday group waits for the slowest.
The Chelsea harbour loop is 7.5 km long.
My team is called Harbour Comets.
The app is called Sleepwell and it works.
My sister loves it and my brother hates it.
My mum also has one. She never wears it.
Version 4.12.3 broke the map.
My kids Love this thing.
She ran from Lisbon to Porto with her phone on 3 %.
Christian values have nothing to do with it.
I paid 49.99 for 12 months from 2023-2024.
Rose early, ran far, slept well.
Dawn runs are the best runs.
My doctor Says nothing useful about it.
The Victoria line is where I lose GPS.
Jan 5 was my first run of the year.
My Polar strap smells.
I use Alexa to log my water.
People on the promenade stare at me.
Honestly? It is the only hour of the day that is mine.
Our Friend Finder is broken again.
The Forerunner 245 beats the Vivoactive 4.
I walked 5 km in the Black Forest.
An April fool, that is what the plan made of me.
Zone 2 is 118-136 for me and zone 3 is 137-150.
The bus driver waved. A stranger cheered.
The North Face jacket keeps me dry.
He beat me by 0.02 seconds in 2019/2020.
I miss the old forum and its people.
My family Christmas run is a tradition.
My watch said 03:15:22 and the clock said 03:15:30.
My nephew {p:Callum} taught me how to read the graphs.
{p:Ngozi} and I swim on Thursdays, then compare lengths.
Our choir leader {p:Torvald} wears the same band.
It was {p:Ludovic} who told me about the rowing machine.
{p:Paula}'s garden is where we stretch.
I borrowed a saddle from {p:Hamish}.
My ex {p:Darren} still follows me on the app.
The surgeon, Mr {p:Whitcombe}, asked for my step counts.
Thanks to {p:Yewande} for the tip about the strap.
My goddaughter {p:Pixie} stuck stickers on the sensor.
{p:Bea} laughed at my split times.
My late husband {p:Rolf} bought it for me.
I saw {p:Femi} overtake me on the bridge.
my brother in law {p:steve} swears by it
Our pacer {p:Anneke de Groot} kept us honest.
{p:Sunniva} beat us all, again.
When {p:Art} joined, the group doubled.
A lady named {p:Mercy} from the front desk fixed it.
I go with {p:Sky} because she is never late.
Coach {p:Delacroix} wants more sleep from me.
Ring {p:Gwen} if I am not home by nine, that is our rule.
My students {p:Emre} and {p:Defne} made me a chart.
He is called {p:Ignatius} and he is ninety.
Mail the log to {c:s_olsen99@mail.example.net} please.
Text {c:07700 900123} to join our ride.
The landline is {c:(0221) 470-1234} after five.
Message {c:@long.run.liv} for the gpx.
Profile: {c:https://app.example.org/u/liv-hansen?ref=9}
Deliver to Flat 3, {c:82 Northcote Road} on weekdays.
I moved to {c:Königsallee 44} and the hills are gone.
Serial SN {c:990000862471854} is on the back.
My IBAN is {c:GB29 NWBK 6016 1331 9268 19} for the refund.
User name {c:ironfox_1981} is taken, it said.
Visit me at {c:Via Garibaldi 8} in spring.
My insurance number is {c:485 777 3456} if that helps.
My club number is {c:4471182}.
Born on {c:14.02.1968}, still running.
The watch counts lengths well in a 25 m pool.
I ran the Lyon half in 1:52 and the Turin one in 1:49.
Olive oil and bread, that was dinner after 30 km.
Pace fell from 5:10 to 5:45 in the last 10 km.
Every April the club runs to the lighthouse.
Amber lights on the sensor mean a low battery.
It paired with my Wahoo and my Polar at once.
Jordan Lake is the best loop around here.
Rob me of my stats and I stop running.
Sue them, said a comment on the forum.
Happy with Version 8, angry at Version 9.
The Christmas run had 240 people and 12 dogs.
We did 3 x 1600 with 90 seconds rest.
I never read the terms. Nobody does.
Bought for 89.90, sold for 45.00 after 18 months.
Peloton classes are too loud for me.
The museum route passes the Dali house.
My Kestrel and my Tempo disagree by 300 metres.
Patience is what this app needs.
Nice weather in Nice, wind in Brest.
Between 2018 and 2023 I lost 14 kg.
Dr Google says I am fine.
The Lisa update is a joke, bring back the old one.
"""
UNSEEN = """
My stepbrother {p:Casper} lent me his turbo trainer.
We share a lane, {p:Mireille} and I.
{p:Kenji} from accounts is my step rival.
Yesterday {p:Adaeze} overtook me near the mill.
My yoga teacher {p:Saskia} noticed it first.
I owe {p:Dorothea} a coffee for losing.
Our captain {p:Bartholomew Finch} sends the times.
My aunt {p:Philomena} is faster than all of us.
The nurse said that Dr {p:Okonjo} would read the graph.
{p:Ravi} thinks the badges are childish.
They cheered for {p:Marisol} at the finish.
My husband {p:Wojtek} rolls his eyes at the rings.
my mate {p:dave} dared me to do it
The kids, {p:Lotte} and {p:Finn}, count my laps.
It was {p:Theodora} who found the path.
{p:Hope} said she would never run again.
I lost my bet with {p:Jack} and had to swim.
My dentist Mrs {p:Abernathy} has the same watch.
Without {p:Quentin} I would have stopped at the bridge.
My friend {p:Nour} lives two streets away.
{p:Olumide} laughed when the strap broke.
I live with {p:Priscilla}, who hates alarms.
You can reach me under {c:nora_w@example.org} at night.
Call {c:0049 151 23456789} about the bike.
My handle there is {c:tempo.tiger9} if you want to race.
The parcel went to {c:9 Harbour View Close}, not to me.
Look at {c:www.example.com/u/kari?tab=rides} for the map.
My card {c:5500 0000 0000 0004} was declined.
The bridge over the Elbe is my turning point.
My Tempo froze at 12 km and at 14 km.
Hope is not a training plan.
Penny for penny it is the best strap I had.
Ruby red is the colour I chose.
Thames Path, ten miles, light rain.
The June challenge had 4,500 people.
I switched from Kestrel to Marlo in 2022.
Sunny days make me lazy.
Two coffees, one banana, 21 km.
The Alps are calling and so is my sofa.
Faith in the numbers comes and goes.
"""
