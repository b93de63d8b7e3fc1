package dev.parley.embedding;

import java.util.Arrays;

/** The vector of one text: at least one number, all of them finite. Immutable. */
public final class Embedding {
  private final float[] numbers;

  private Embedding(float[] numbers) {
    this.numbers = numbers;
  }

  /**
   * {@return a vector of these numbers, copied}
   *
   * @throws IllegalArgumentException if there are none, or one is infinite or none: such a vector
   *     is near to nothing, and would spoil whatever it is stored with
   */
  public static Embedding of(float... numbers) {
    if (numbers.length == 0) {
      throw new IllegalArgumentException("A vector needs at least one number");
    }
    for (int i = 0; i < numbers.length; i++) {
      if (!Float.isFinite(numbers[i])) {
        throw new IllegalArgumentException("Number " + i + " of the vector is not finite");
      }
    }
    return new Embedding(numbers.clone());
  }

  /** {@return how many numbers there are} */
  public int dimensions() {
    return numbers.length;
  }

  /** {@return a copy of the numbers} */
  public float[] toFloatArray() {
    return numbers.clone();
  }

  /**
   * {@return the cosine of the angle to another vector: 1 for the same direction, 0 for nothing in
   * common, -1 for the opposite; 0 if one of them is all zeros}
   *
   * @throws IllegalArgumentException if the other has another length: only vectors of one model can
   *     be compared
   */
  public double cosineSimilarity(Embedding other) {
    if (numbers.length != other.numbers.length) {
      throw new IllegalArgumentException(
          "Vectors of "
              + numbers.length
              + " and "
              + other.numbers.length
              + " numbers cannot be compared; they come from different models");
    }
    double product = 0;
    double own = 0;
    double others = 0;
    for (int i = 0; i < numbers.length; i++) {
      product += (double) numbers[i] * other.numbers[i];
      own += (double) numbers[i] * numbers[i];
      others += (double) other.numbers[i] * other.numbers[i];
    }
    return own == 0 || others == 0 ? 0 : product / Math.sqrt(own) / Math.sqrt(others);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Embedding that && Arrays.equals(numbers, that.numbers);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(numbers);
  }

  /** {@return the number of dimensions only: a vector is long, and tells of its text} */
  @Override
  public String toString() {
    return "Embedding[" + numbers.length + "]";
  }
}
