package dev.parley.openai.tokens;

import dev.parley.message.Media;
import dev.parley.message.Part.ImagePart;
import java.util.Optional;

/**
 * What a picture takes, by OpenAI's guide "Images and vision", section "Calculating costs". Of a
 * picture that is given by a link or an id nobody knows the size: it is taken to be a square of
 * {@value #UNKNOWN_SIDE} pixels.
 */
sealed interface ImageRule {
  /** The models see no pictures, as far as is known. */
  ImageRule NONE = new Unknown();

  ImageRule TILES_OF_GPT_4 = new Tiles(85, 170, true);
  ImageRule TILES_OF_GPT_4O_MINI = new Tiles(2833, 5667, true);
  ImageRule TILES_OF_O3 = new Tiles(75, 150, true);

  /** What the API is said to have counted for o1 is not what the guide says. */
  ImageRule TILES_OF_O1 = new Tiles(75, 150, false);

  ImageRule TILES_OF_GPT_5 = new Tiles(70, 140, false);
  ImageRule PATCHES_OF_GPT_4_1_MINI = new Patches(1.62, 6_144, 2_048);
  ImageRule PATCHES_OF_GPT_4_1_NANO = new Patches(2.46, 1_536, 2_048);
  ImageRule PATCHES_OF_O4_MINI = new Patches(1.72, 1_536, 2_048);
  ImageRule PATCHES_OF_GPT_5_MINI = new Patches(1.2, 1_536, 2_048);
  ImageRule PATCHES_OF_GPT_5_NANO = new Patches(1.5, 1_536, 2_048);
  ImageRule PATCHES_OF_GPT_5_2 = new Patches(1.2, 6_144, 2_048);
  ImageRule PATCHES_OF_GPT_5_4 = new Patches(1.2, 2_500, 2_048);
  ImageRule PATCHES_OF_GPT_5_5 = new Patches(1.2, 10_000, 6_000);

  int UNKNOWN_SIDE = 1_024;

  /** Adds what a picture takes, a guess where that is not sure. */
  void add(ImagePart image, Tally tally);

  private static ImageSize size(ImagePart image, Tally tally) {
    if (image.image() instanceof Media.Inline inline) {
      Optional<ImageSize> known = ImageSize.of(inline.content().toByteArray());
      if (known.isPresent()) {
        return known.get();
      }
    }
    tally.guessed();
    return new ImageSize(UNKNOWN_SIDE, UNKNOWN_SIDE);
  }

  /**
   * Tokens for the picture as a whole, and for each square of 512 pixels that it covers.
   *
   * @param shown whether counts of the API's agree with the guide
   */
  record Tiles(int base, int perTile, boolean shown) implements ImageRule {
    private static final int TILE = 512;
    private static final int LONGEST = 2_048;
    private static final int SHORTEST = 768;

    @Override
    public void add(ImagePart image, Tally tally) {
      if (!shown) {
        tally.guessed();
      }
      tally.add(base);
      String detail = image.detail().orElse("auto");
      if (detail.equals("low")) {
        return;
      }
      if (!detail.equals("high")) {
        tally.guessed(); // The model chooses.
      }
      ImageSize size = size(image, tally);
      ImageSize taken = size.within(LONGEST).shortestWithin(SHORTEST);
      if (!taken.equals(size)) {
        tally.guessed(); // How the sides are rounded when it is made smaller is not told.
      }
      tally.add(taken.covering(TILE) * perTile);
    }
  }

  /** Tokens for each square of 32 pixels, of which there may be so many; bills differ by one. */
  record Patches(double perPatch, int most, int longest) implements ImageRule {
    private static final int PATCH = 32;

    @Override
    public void add(ImagePart image, Tally tally) {
      tally.guessed();
      long patches = size(image, tally).within(longest).covering(PATCH);
      tally.add((long) Math.ceil(Math.min(patches, most) * perPatch));
    }
  }

  /** As {@code TokenEstimate} has it. */
  record Unknown() implements ImageRule {
    @Override
    public void add(ImagePart image, Tally tally) {
      tally.guessed();
      tally.add(1_000);
    }
  }
}
