"""English words -> meanings, as data: role -> meaning -> the phrases for it. Another language is another such file.

The meanings are names that the grammar (`prompt`) and the tables (`presets`) know; the phrases are small letters
without hyphens or apostrophes, separated by commas. `INFLECTED` roles are also known in their plural, -s, -ed and
-ing forms.
"""

from collections.abc import Mapping

INFLECTED = frozenset({"camera", "element", "verb", "act", "cannot", "later", "hold"})

WORDS: Mapping[str, Mapping[str, str]] = {
    "camera": {
        "camera": "camera, cam, shot, view, viewpoint, lens, camerawork",
        "push": "push, push in, dolly, close in, fly in, fly through, fly over, fly into, fly forward, approach, "
        "step in, step closer, step forward",
        "pull": "pull, pull out, pull back, pull away, back away, back off, retreat, step back, step backwards, "
        "step away",
        "pan": "pan, whip pan",
        "truck": "truck, tracking shot, track, trucking, slider",
        "tilt": "tilt",
        "pedestal": "pedestal, crane, boom, jib, crane shot",
        "zoom": "zoom, ken burns, ken burns effect",
        "orbit": "orbit, orbital, circle",
        "arc": "arc, arc shot",
        "dolly zoom": "dolly zoom, vertigo, vertigo effect, vertigo shot, zolly, push pull, hitchcock zoom, "
        "hitchcock effect, hitchcock shot, trombone shot",
        "roll": "roll the camera, camera roll, dutch roll, rotate the camera, roll clockwise, rotate clockwise",
        "roll left": "roll counterclockwise, roll anticlockwise, roll counter clockwise, rotate counterclockwise, "
        "rotate anticlockwise",
        "handheld": "handheld, hand held, camera shake, shaky, shaky cam, handheld sway, handheld shake",
        "parallax": "parallax, parallax effect, 3 d effect, depth effect",
        "static": "tripod, locked off, lockoff, static shot, static camera, fixed camera, still camera",
    },
    "element": {
        "water": "water, water surface, reflection, surface of the water, pond, pool, puddle, fountain",
        "river": "river, stream, creek, brook, canal, rapids, current",
        "lake": "lake, lagoon, lakes",
        "sea": "sea, ocean, swell, tide, seas",
        "surf": "surf, breaker, breakers, breaking waves, shorebreak, whitewater, white water, sea foam",
        "waterfall": "waterfall, cascade, water fall",
        "clouds": "cloud, clouds, cloudscape",
        "sky": "sky, skies, heavens, milky way, galaxy, night sky",
        "smoke": "smoke, plume, exhaust",
        "steam": "steam, vapour, vapor",
        "fog": "fog, mist, haze",
        "fire": "fire, flame, campfire, bonfire, fireplace, candle, candle flame, candle light, candlelight, "
        "firelight, torch, ember",
        "trees": "tree, treetop, branch, branches, forest, woods, palm, palm tree, foliage, vegetation, canopy, "
        "bush, bushes, "
        "pine",
        "grass": "grass, tall grass, grasses, meadow, reed, wheat, crop, lawn",
        "leaves": "leaf, leaves, plant, ivy, vine",
        "flowers": "flower, petal, blossom, bloom, rose, tulip",
        "hair": "hair, hairs, ponytail, beard, mane, fur, strands",
        "fabric": "fabric, cloth, clothes, clothing, dress, skirt, scarf, cape, curtain, veil, shirt, robe, sail, "
        "ribbon",
        "flag": "flag, banner, pennant",
        "stairs": "stairs, staircase, stairway, escalator, conveyor, conveyor belt, moving walkway",
        "shadows": "shadow, shade, cloud shadow, shadow play",
        "light": "light, sunlight, sun, sunbeam, sun ray, light ray, lamp, lantern, glow, lighting, moonlight",
        "subject": "subject, main subject, foreground, portrait, model, hero, chest",
        "person": "person, people, man, woman, men, women, girl, boy, child, children, kid, figure, face, someone, "
        "human, crowd, couple, head, eyes, astronaut, baby",
        "animal": "animal, dog, cat, horse, bird, seagull, gull, cow, sheep, deer, fish, swan, duck, "
        "heron, eagle, owl, crow, osprey, otter, fox, bear, rabbit, butterfly, bee, lion, elephant, puppy, "
        "kitten, goat",
        "boat": "boat, ship, sailboat, canoe, kayak, ferry, yacht, rowboat, vessel",
        "vehicle": "vehicle, car, bus, train, bike, bicycle, plane, airplane, motorcycle",
        "building": "building, house, tower, church, castle, bridge, cabin, window, wall, city, skyline, lighthouse, "
        "temple",
        "mountain": "mountain, hill, peak, cliff, valley, hills, horizon",
        "ground": "ground, land, floor, beach, sand, road, path, field, earth, shore, stone, street, pier, dock, "
        "snow field",
        "object": "cup, coffee cup, mug, coffee, tea, bottle, glass, table, plate, food, product, statue, chair, "
        "book, watch, rocket, pot, chimney, logo, text",
    },
    "verb": {
        "move": "move, pick up, pick up speed, animate, animated, come alive, burn, moves around, living photo, "
        "living picture, live photo, "
        "moving picture, moving photo, bring to life, to life",
        "flow": "flow, run, stream by, pour, rush, course, gush, glide by",
        "drift": "drift, float, race, glide, slide, pass, pass by, travel, scroll, sail by, advance, go, roll",
        "sway": "sway, swing, bend, rustle, bob, blow, flutter, tremble, wobble, nod, billow, toss, quiver, flap, "
        "shake",
        "ripple": "undulate, lap, shimmer, glisten, glitter, glimmer, sparkle, wobbles",
        "swell": "heave, surge",
        "break": "crash, break, wash ashore, wash up, roll ashore",
        "rise": "rise, ascend, climb, lift, rise up, curl up, waft",
        "fall": "fall, descend, drop, plunge, tumble, sink, lower",
        "swirl": "swirl, churn, boil, curl, billow up, whirl, roil",
        "flicker": "flicker, twinkle, pulse, pulsate, blink on and off",
        "shift": "shift, change, brighten, dim, vary, fade, glows",
        "breathe": "inhale, exhale",
        "turn": "turn, rotate, look, swivel",
    },
    "motion": {"move": "movement, motion, movements, motions"},
    "act": {
        "wave": "wave",
        "ripple": "ripple, wavelet, rippling",
        "breathe": "breathe, breath, breathing",
        "rock": "rock",
    },
    "wind": {
        "breeze": "breeze, light breeze, light wind, breezy",
        "wind": "wind, air, windy",
        "gust": "gust, gusts, gusty, gusting",
        "gale": "gale, storm, stormy, storm wind, hurricane, tempest",
    },
    "mod": {
        "barely": "barely, hardly, almost imperceptibly, imperceptibly, barely perceptible, tiny, minimal, minimally",
        "slight": "slight, slightly, little, a little, bit, a bit, a touch, lightly, faint, faintly, small",
        "subtle": "subtle, subtly, delicate, delicately, restrained, understated",
        "gentle": "gentle, gently, soft, softly, mild, mildly, calm, calmly, peaceful, peacefully, quiet, quietly, "
        "tranquil, serene, soothing, tender, easy",
        "slow": "slow, slowly, leisurely, lazy, lazily, unhurried, gradual, gradually, slow motion, slowed",
        "smooth": "smooth, smoothly, steadily, normal, moderate, moderately, medium, natural, naturally",
        "brisk": "brisk, briskly, lively, energetic, energetically, noticeable, noticeably, clear, clearly",
        "fast": "fast, quick, quickly, rapid, rapidly, swift, swiftly, speedy, faster, quicker, time lapse, "
        "timelapse, fast forward",
        "strong": "strong, strongly, stronger, big, large, heavy, heavily, deep, deeply, bold, powerful, powerfully, "
        "more",
        "dramatic": "dramatic, dramatically, intense, intensely, violent, violently, wild, wildly, extreme, huge, "
        "raging, furious, epic, roaring",
    },
    "tint": {"warm": "warm, warmer, golden, orange, amber", "cool": "cool, cooler, cold, blue, bluish"},
    "very": {"very": "very, really, extremely, incredibly, so, too, quite, super, rather, ever so"},
    "dir": {
        "left": "left, leftward, leftwards, lefthand, west",
        "right": "right, rightward, rightwards, east",
        "up": "up, upward, upwards, skyward",
        "down": "down, downward, downwards, downstream",
        "in": "in, forward, forwards, inward, inwards, into the scene, closer, nearer, ahead",
        "out": "out, backward, backwards, outward, outwards, back",
        "near": "toward the viewer, towards the viewer, toward the camera, towards the camera, toward us, "
        "towards us, toward me, towards me, to the viewer, to the camera",
        "away": "away, away from the viewer, away from the camera, into the distance",
    },
    "edge": {"up": "top, upper, above", "down": "bottom, lower, below"},
    "from": {"from": "from, out of"},
    "to": {"to": "to, toward, towards"},
    "at": {
        "at": "follow, follows, following, on, at, over, above the, behind, across, of, near, along, through, "
        "under, around, beside, against, "
        "between, by, in front of, onto, inside, within, past, below the, beneath, among, upon, into, on the side"
    },
    "neg": {
        "no": "no, neither, without, with no, none of, zero",
        "not": "not, dont, do not, doesnt, does not, never, isnt, is not, arent, are not, exclude, ignore, "
        "ignoring, skip, skipping, leave out, "
        "prevent, preventing, disable, disabled, omit, minus, shouldnt, should not, "
        "cant, cannot, must not, wont, avoid, nor any, didnt, aint",
    },
    "still": {
        "still": "still, static, stationary, frozen, freeze, freezes, fixed, stable, motionless, immobile, unmoving, "
        "locked, rigid, alone, untouched, unchanged, anchored, at rest, "
        "as it is, as is, as they are, off, lock, locks, in place, stays put, stay put, sharp and still"
    },
    "stay": {"stay": "stay, stays, staying, remain, remains, remaining"},
    "steady": {"steady": "steady, level"},
    "hold": {"hold": "hold, stop, pause, halt, rest, come to rest, wait"},
    "except": {"except": "except, except for, apart from, other than, excluding, aside from, besides, save for"},
    "but": {"but": "but, though, yet, however, although"},
    "only": {"only": "only, just, solely, nothing but"},
    "all": {
        "everything": "everything, all, all elements, all things, all objects, all parts, everything else, "
        "the rest, rest of the picture, anything, whole scene, "
        "whole picture, whole image, whole photo, entire scene, entire picture, entire image, entire photo",
        "picture": "scene, picture, photo, image, photograph, it, world, landscape, scenery, them",
        "background": "background, backdrop, surroundings, environment",
        "nothing": "nothing, nothing else, none, not a single thing, not one thing, not a thing",
    },
    "and": {"and": "and, plus, also, along with, together with, as well as"},
    "or": {"or": "or, nor"},
    "with": {"with": "with, while, whereas, when, as, during, meanwhile, at the same time, having, where"},
    "then": {"then": "then, and then, after that, afterwards, next, finally, followed by, later"},
    "loop": {
        "yes": "loop, looping, looped, loops, seamless loop, perfect loop, seamless, seamlessly, endless, endlessly, "
        "and back, back and forth, cinemagraph, infinite, forever",
        "no": "one way, oneway, no loop, not loop, no looping, dont loop, do not loop, not looping, without looping, "
        "without loop, ends at, ends on, ending at, ending on, ends with, reveal, reveals, revealing, "
        "non looping, end there, ends there, ending there, finish there, stop there",
    },
    "unit": {
        "s": "s, sec, secs, second, seconds",
        "fps": "fps, frames per second",
        "percent": "%, percent, per cent",
        "deg": "°, degree, degrees, deg",
        "px": "px, pixel, pixels",
        "px_s": "px / s, px per second, pixel per second, pixels per second, pixels / s, "
        "px a second, pixels a second, px s",
        "times": "times",
        "fold": "x, fold",
    },
    "count": {
        **{"1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven"},
        **{"8": "eight", "9": "nine", "10": "ten", "12": "twelve"},
    },
    "times": {"1": "once", "2": "twice", "3": "thrice"},
    "every": {"every": "every, each"},
    "after": {"after": "after"},
    "rate": {
        "0.5": "half speed, half the speed, half as fast, half as quick",
        "2": "twice as fast, twice as quick, double speed, twice the speed, double the speed, 2 x speed",
        "3": "three times as fast, three times the speed, triple speed",
    },
    "aux": {"do": "is, are, be, being, was, were, do, does, will, should, would, can, could, has, have"},
    "cannot": {
        "walking": "walk, stroll, march, step forward",
        "running": "jog, sprint, gallop",
        "smiling": "smile, laugh, grin, frown, cry",
        "talking": "talk, speak, sing, whisper",
        "dancing": "dance, jump, leap",
        "turning the head": "turn the head, turns her head, turns his head, turn around, nods",
        "eating or drinking": "eat, drink, sip",
        "driving": "drive",
        "flying": "fly, take off",
        "blowing sand": "sand blow, sand blows, sand is blowing, sand blowing, blow sand, sand drift, sand drifts, "
        "drift sand, sandstorm, sand storm, dust storm, sand flies, sand fly",
        "a rotating sky": "milky way rotate, milky way rotating, milky way is rotating, rotate milky way, "
        "sky rotate, sky rotating, rotate sky, stars rotate, stars rotating, rotate stars, star trails",
        "explosions": "explode, explosion, shatter",
        "a change of shape": "morph, transform, grow, melt",
    },
    "later": {
        "depth of field": "depth of field, shallow depth of field, bokeh, focus, blur",
        "rack focus": "rack focus, focus rack, focus pull, pull focus, focus shift, shift focus, shifting focus",
        "rain": "rain, raindrop, rainfall, light rain, drizzle, add rain",
        "snow": "snow, snowflake, snowfall, light snow, add snow",
        "dust": "dust, dust mote, dust motes, floating dust, dust particle, dust particles",
        "fireflies": "firefly, fireflies, glow worm",
        "steam": "add steam, added steam, add smoke",
        "rays": "god rays, light shaft, shafts of light, crepuscular rays, light beams",
        "lights": "city lights, window lights, twinkling lights, fairy lights",
        "film grain": "film grain, grain, grainy",
        "particles": "particle, spark, falling leaves, confetti",
        "blink": "blink, wink, eyes blink, blinking eyes",
        "head": "head movement, head motion, head turn, slight head turn, head parallax, head sway, head tilt",
        "stars": "star, stars",
        "sound": "sound, music, audio",
    },
    "skip": {
        "": "a, an, the, this, that, these, those, there, let, lets, make, makes, making, made, create, give, add, "
        "show, want, please, some, any, its, his, her, their, my, our, your, i, we, you, they, he, she, him, id, like, "
        "get, put, keep, keeps, "
        "kept, keeping, leave, must, for, than, first, start, starts, begin, begins, which, who, what, "
        "so that, side, direction, way, effect, style, feel, feeling, mood, cinematic, realistic, photorealistic, "
        "beautiful, beautifully, stunning, atmospheric, atmosphere, dreamy, high quality, hd, k, video, clip, film, "
        "footage, animation, scene with, tall, green, white, dark, bright, brightly, high, overhead, distant, far, "
        "nearby, old, young, long, short, lovely, misty, hot, shallow, soft focus, morning, evening, sunset, "
        "sunrise, summer, winter, autumn, spring, day, night, dawn, dusk, hour, surface, line, over time, time, "
        "bit of, lot, lots, amount, level, throughout, constantly, continuously, always, continuous, single, "
        "other, same, own, ready, now, here, speed, pace, effects, breathtaking, per, use, "
        "using, apply, place, stand, stands, standing, glassy, sit, sitting, close up, wide, angle, viewer, us, me, "
        "distance, "
        "clockwise, counterclockwise, handed, minute, stare, stares, staring, stared, starring",
    },
}

ENDINGS = (
    *(("", "s"), ("", "es"), ("", "ing"), ("", "ed"), ("e", "ing"), ("e", "ed")),
    *(("y", "ies"), ("y", "ied"), ("", "=ing"), ("", "=ed")),
)
"""Endings of the inflected roles: (what a word ends in, what comes instead); "=" is its last letter once more."""
PLURALS = (("", "s"),)
"""The same for the last word of a phrase."""
ADVERB, PARTICIPLE, WITHIN = "ly", "ing", "in"
"""What adverbs and participles end in, and the word that is a direction and a place."""
LIGHTS = "lights, lamps, lanterns, windows, candles, headlights, streetlights, streetlamps, bulbs"
TWINKLE = "twinkle, flicker, glimmer, glitter, glint, glisten, sparkle, shimmer, blink, blink on and off"
"""Small lights: names of many of them, and what they do, each on its own; one light alone lights the whole picture."""
DETERMINERS = frozenset({"all"})
"""Words for everything that only go with a name where one follows: "all instructions"."""

GLUED = ("camera", "dir")
"""Roles of two words that are often written as one: "panleft", "zoomin"."""
KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
"""The rows of keys: short words that differ in one letter are one slip where the keys lie side by side."""

ALSO_VERBS: Mapping[str, str] = {"sail": "drift", "sails": "drift", "sailing": "drift"}
"""Names that are verbs where they follow another name: "the boat sails" -> the meaning as a verb."""
