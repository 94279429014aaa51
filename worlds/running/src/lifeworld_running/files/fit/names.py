"""What the numbers of FIT are called: sports, makers, Garmin's own products, and what a file that is no activity is."""

from __future__ import annotations

from collections.abc import Mapping

SPORTS: Mapping[int, str] = {
    1: "running", 2: "cycling", 3: "transition", 4: "fitness_equipment", 5: "swimming", 6: "basketball", 7: "soccer", 8: "tennis",
    9: "american_football", 10: "training", 11: "walking", 12: "cross_country_skiing", 13: "alpine_skiing", 14: "snowboarding",
    15: "rowing", 16: "mountaineering", 17: "hiking", 18: "multisport", 19: "paddling", 20: "flying", 21: "e_biking",
    22: "motorcycling", 23: "boating", 24: "driving", 25: "golf", 26: "hang_gliding", 27: "horseback_riding", 28: "hunting",
    29: "fishing", 30: "inline_skating", 31: "rock_climbing", 32: "sailing", 33: "ice_skating", 34: "sky_diving", 35: "snowshoeing",
    36: "snowmobiling", 37: "stand_up_paddleboarding", 38: "surfing", 39: "wakeboarding", 40: "water_skiing", 41: "kayaking",
    42: "rafting", 43: "windsurfing", 44: "kitesurfing", 45: "tactical", 46: "jumpmaster", 47: "boxing", 48: "floor_climbing",
    49: "baseball", 53: "diving", 62: "hiit", 64: "racket", 65: "wheelchair_push_walk", 66: "wheelchair_push_run", 67: "meditation",
    69: "disc_golf", 71: "cricket", 72: "rugby", 73: "hockey", 74: "lacrosse", 75: "volleyball", 76: "water_tubing", 77: "wakesurfing",
    80: "mixed_martial_arts", 82: "snorkeling", 83: "dance", 84: "jump_rope",
}
"""Sports by number; 0 (generic) says nothing."""
INDOORS: Mapping[int, str] = {1: "running", 45: "running", 5: "cycling", 6: "cycling", 14: "rowing", 27: "walking"}
"""What a kind of "fitness equipment" or "training" is as a sport: treadmill, indoor running, spinning, ..."""
UNTOLD_SPORTS = frozenset({"", "fitness_equipment", "training"})
BOTH_FEET = frozenset({"running", "walking", "hiking", "snowshoeing"})
"""Sports whose cadence FIT counts for one foot."""
FEWEST_OF_BOTH = 120.0
"""A median above it cannot be of one foot: some applications write the steps of both feet where FIT asks for one."""

FILE_TYPES: Mapping[int, str] = {
    1: "a description of a device", 2: "a device's settings", 3: "settings of a sport", 5: "a workout to follow", 7: "a training calendar",
    8: "a list of places", 9: "readings of a scale", 10: "a device's totals", 11: "a list of goals", 14: "readings of blood pressure",
    15: "a day's monitoring", 20: "a summary of activities", 28: "a day's monitoring", 32: "a day's monitoring", 34: "a segment to race",
    35: "a list of segments", 40: "a layout of screens",
}
ACTIVITY, COURSE_FILE = 4, 6

MAKERS: Mapping[int, str] = {
    1: "Garmin", 6: "SRM", 13: "Garmin", 15: "Garmin", 16: "Timex", 23: "Suunto", 32: "Wahoo", 38: "O-synce", 40: "Concept2",
    41: "Shimano", 45: "Xplova", 52: "Epson", 54: "IpBike", 58: "Alatech", 59: "Mio", 61: "Geonaute", 68: "CatEye", 69: "Stages",
    70: "Sigma", 71: "TomTom", 73: "Wattbike", 76: "Moxy", 86: "Elite", 89: "Tacx", 95: "Stryd", 107: "Magene", 111: "Technogym",
    112: "Bryton", 115: "iGPSPORT", 116: "ThinkRider", 123: "Polar", 129: "COROS", 140: "Decathlon", 142: "TAG Heuer", 144: "Zwift",
    148: "EZON", 258: "Lezyne", 260: "Zwift", 265: "Strava", 267: "Bryton", 268: "SRAM", 281: "TrainerRoad", 282: "The Sufferfest",
    289: "Hammerhead", 294: "COROS", 300: "NURVV", 305: "WHOOP", 307: "Onelap", 309: "FORM", 310: "Decathlon", 315: "RGT Cycling",
    326: "Nike", 331: "MyWhoosh",
}
"""Makers of devices and of programs, by number."""
PROGRAMS = frozenset({
    "IpBike", "Strava", "Zwift", "TrainerRoad", "The Sufferfest", "RGT Cycling", "Nike", "MyWhoosh", "Onelap"})
"""Makers whose files are written by a program, on whatever device it runs."""

GARMIN: Mapping[str, tuple[int, ...]] = {
    "Forerunner 225": (14, 2153, 2219), "Forerunner 301": (473, 474, 475, 494), "Forerunner 405": (717, 987), "Forerunner 50": (782,),
    "Forerunner 60": (988,), "Forerunner 310XT": (1018, 1446), "Edge 500": (1036, 1199, 1213, 1387, 1422),
    "Forerunner 110": (1124, 1274), "Edge 800": (1169, 1333, 1334, 1386, 1497), "Edge 200": (1325, 1555),
    "Forerunner 910XT": (1328, 1537, 1600, 1664), "Forerunner 610": (1345, 1410), "Forerunner 210": (1360,), "Forerunner 70": (1436,),
    "Forerunner 10": (1482, 1688), "fenix": (1551,), "Edge 510": (1561, 1742, 1821, 1918), "Edge 810": (1567, 1721, 1822, 1823),
    "Forerunner 620": (1623, 1928, 1929, 2072, 2173), "Forerunner 220": (1632, 1930, 1931, 2073, 2174),
    "Forerunner 920XT": (1765, 2130, 2131, 2132), "Edge 1000": (1836, 2052, 2053, 2070, 2100, 2274), "Forerunner 15": (1903, 2061),
    "Vivoactive": (1907, 2160), "fenix 2": (1967,), "Epix": (1988, 2332, 2457), "fenix 3": (2050, 2188, 2189, 2293, 2407, 2408),
    "Edge 520": (2067, 2260, 2261), "Edge 25": (2147, 2288, 2289), "Forerunner 25": (2148,), "Forerunner 630": (2156, 2310, 2311),
    "Forerunner 230": (2157, 2313), "Forerunner 735XT": (2158, 2533, 2534), "Edge 20": (2238, 2290), "Vivoactive HR": (2337, 2497),
    "Forerunner 235": (2396, 2397, 2431, 2733, 3144), "fenix 3 HR": (2413, 2473, 2474, 2475, 2476, 2477),
    "fenix 3 chronos": (2432, 2675), "Forerunner 35": (2503, 2650, 2667, 2668, 2727, 2814),
    "Edge 820": (2530, 2599, 2600, 2628, 2629, 2630), "fenix 5s": (2544, 2797), "fenix 5x": (2604, 2798),
    "Forerunner 935": (2691, 2833), "fenix 5": (2697, 2796), "Vivoactive 3": (2700,), "Edge 1030": (2713, 2924),
    "Forerunner 645": (2886, 3003), "Forerunner 645 music": (2888, 3004), "Forerunner 30": (2891, 2977), "fenix 5s plus": (2900, 3134),
    "Edge 130": (2909, 3092), "Vivoactive 3 music": (2988, 3066, 3163), "Forerunner 245": (3076, 3145),
    "Forerunner 245 music": (3077, 3321), "fenix 5 plus": (3110,), "fenix 5x plus": (3111, 3135), "Edge 520 plus": (3112, 3142),
    "Forerunner 945": (3113, 3441), "Edge 530": (3121, 3349), "Edge 830": (3122, 3350), "Vivoactive 4 small": (3224, 3387),
    "Vivoactive 4 large": (3225, 3388), "Venu": (3226,), "Forerunner 45": (3282, 3469), "fenix 6s sport": (3287, 3512),
    "fenix 6s": (3288, 3513), "fenix 6 sport": (3289, 3514), "fenix 6": (3290, 3515), "fenix 6x": (3291, 3516),
    "Vivoactive 4 oled": (3389,), "Vivoactive 3t": (3446,), "Instinct solar": (3466,), "Edge 130 plus": (3558, 3813),
    "Edge 1030 plus": (3570, 3812), "Forerunner 745": (3589, 3794), "Venu sq music": (3596, 3599), "Venu sq": (3600, 3837),
    "Enduro": (3638, 3872), "Forerunner 945 LTE": (3652, 3978), "Venu 2": (3703, 3950), "Venu 2s": (3704, 3949),
    "Edge 1040": (3843, 4305), "Venu 2 plus": (3851, 4017), "Forerunner 55": (3869, 4033), "Instinct 2": (3888, 4071),
    "Instinct 2s": (3889,), "fenix 7s": (3905, 3908), "fenix 7": (3906, 3909), "fenix 7x": (3907, 3910), "Epix gen2": (3943, 3944),
    "Forerunner 255 music": (3990,), "Forerunner 255 small music": (3991,), "Forerunner 255": (3992,), "Forerunner 255 small": (3993,),
    "Forerunner 955": (4024,), "Edge 540": (4061,), "Edge 840": (4062,), "Venu sq 2": (4115,), "Venu sq 2 music": (4116,),
    "Instinct crossover": (4155,), "Forerunner 265 large": (4257,), "Forerunner 265 small": (4258,), "Venu 3": (4260,),
    "Venu 3s": (4261,), "Epix gen2 pro 42": (4312,), "Epix gen2 pro 47": (4313,), "Epix gen2 pro 51": (4314,),
    "Forerunner 965": (4315,), "Enduro 2": (4341,), "fenix 7s pro solar": (4374,), "fenix 7 pro solar": (4375,),
    "fenix 7x pro solar": (4376,), "Instinct 2x": (4394,), "Vivoactive 5": (4426,), "Forerunner 165": (4432,),
    "Forerunner 165 music": (4433,), "Edge 1050": (4440,), "fenix 8 solar": (4532,), "fenix 8 solar large": (4533,),
    "fenix 8 small": (4534,), "fenix 8": (4536,), "Enduro 3": (4575,), "Instinct e 40mm": (4583,), "Instinct e 45mm": (4584,),
    "Instinct 3 solar 45mm": (4585,), "Instinct 3 amoled 45mm": (4586,), "Instinct 3 amoled 50mm": (4587,), "Vivoactive 6": (4625,),
    "Instinct 3 solar 50mm": (4759,),
}
"""Garmin's products with all their regional numbers."""
GARMIN_NAMES: Mapping[int, str] = {number: name for name, numbers in GARMIN.items() for number in numbers}
GARMIN_MAKERS = frozenset({1, 13, 15})
