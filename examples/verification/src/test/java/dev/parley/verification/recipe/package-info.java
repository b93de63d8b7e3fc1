/**
 * The pages of {@code examples/recipes}, run as they stand. A {@link
 * dev.parley.verification.recipe.RecipePage} is read block by block, and its shell blocks are run
 * in a {@link dev.parley.verification.recipe.RecipeHome}, which is a home folder with {@code
 * parley} in it, against a {@link dev.parley.verification.recipe.StubModel}.
 */
package dev.parley.verification.recipe;
