package dev.parley.tck.mutation;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import dev.parley.embedding.EmbeddingModel;
import dev.parley.error.ModelException;
import dev.parley.spi.EventSource;
import dev.parley.spi.Provider;
import dev.parley.spi.ProviderFactory;
import dev.parley.tck.Rule;
import dev.parley.tck.toy.ToyFactory;
import dev.parley.tck.toy.ToyText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A toy that is broken in one way, and what the kit must say of it. Built once, then only read. */
final class Mutant {
  /** What a test must say: its rule, and some words of what it saw. */
  record Told(Rule rule, String seen) {}

  private final String flaw;
  private final Map<String, Told> fails = new LinkedHashMap<>();
  private final List<String> holds = new ArrayList<>();
  private UnaryOperator<EventSource> sources = UnaryOperator.identity();
  private Supplier<ToyText> texts = ToyText::new;
  private UnaryOperator<Provider> providers = UnaryOperator.identity();
  private UnaryOperator<ChatModel> models = UnaryOperator.identity();
  private UnaryOperator<EmbeddingModel> embeddings = UnaryOperator.identity();
  private Supplier<ProviderFactory> factory = ToyFactory::new;
  private List<Class<? extends ProviderFactory>> installed = List.of(ToyFactory.class);
  private int tries = 1;
  private boolean alone;

  private Mutant(String flaw) {
    this.flaw = flaw;
  }

  /** A mutant; {@code flaw} goes on where "a provider that" leaves off. */
  static Mutant that(String flaw) {
    return new Mutant(flaw);
  }

  /** Breaks every exchange. */
  Mutant sources(UnaryOperator<EventSource> broken) {
    sources = broken;
    return this;
  }

  /** Makes other events of each. */
  Mutant events(Supplier<Function<CompletionEvent, List<CompletionEvent>>> edits) {
    return sources(source -> new EditedSource(source, edits.get()));
  }

  /** Breaks what makes lines of bytes. */
  Mutant texts(Supplier<ToyText> broken) {
    texts = broken;
    return this;
  }

  /** Breaks the provider of the model. */
  Mutant providers(UnaryOperator<Provider> broken) {
    providers = broken;
    return this;
  }

  /** Breaks the model. */
  Mutant models(UnaryOperator<ChatModel> broken) {
    models = broken;
    return this;
  }

  /** Breaks the model that makes vectors. */
  Mutant embeddings(UnaryOperator<EmbeddingModel> broken) {
    embeddings = broken;
    return this;
  }

  /** Breaks what the model is wrapped in, of which the kit is told that it tries so often. */
  Mutant wrapped(int tries, Function<ChatModel, ChatModel> broken) {
    this.tries = tries;
    return models(broken::apply);
  }

  /** Breaks what goes into the model. */
  Mutant requests(UnaryOperator<ChatRequest> broken) {
    return models(model -> new EditedModel(model, broken, UnaryOperator.identity()));
  }

  /** Breaks every stream. */
  Mutant streams(UnaryOperator<CompletionStream> broken) {
    return models(model -> new EditedModel(model, UnaryOperator.identity(), broken));
  }

  /** Breaks every failure, of both verbs. */
  Mutant failures(UnaryOperator<ModelException> broken) {
    return models(model -> new FailingModel(model, broken));
  }

  /** Breaks the factory, which is installed. */
  Mutant factory(Supplier<ProviderFactory> broken) {
    factory = broken;
    installed = List.of(broken.get().getClass());
    return this;
  }

  /** Says what is installed. */
  Mutant installed(List<Class<? extends ProviderFactory>> classes) {
    installed = classes;
    return this;
  }

  /** Says that other tests at the same time would be counted in. */
  Mutant alone() {
    alone = true;
    return this;
  }

  /** Expects a test to fail. */
  Mutant fails(String test, Rule rule, String seen) {
    fails.put(test, new Told(rule, seen));
    return this;
  }

  /** Expects tests to pass all the same. */
  Mutant holds(String... tests) {
    holds.addAll(List.of(tests));
    return this;
  }

  String flaw() {
    return flaw;
  }

  Map<String, Told> fails() {
    return fails;
  }

  List<String> holds() {
    return holds;
  }

  EventSource breaking(EventSource source) {
    return sources.apply(source);
  }

  Supplier<ToyText> texts() {
    return texts;
  }

  Provider breaking(Provider provider) {
    return providers.apply(provider);
  }

  ChatModel breaking(ChatModel model) {
    return models.apply(model);
  }

  EmbeddingModel breaking(EmbeddingModel model) {
    return embeddings.apply(model);
  }

  ProviderFactory factory() {
    return factory.get();
  }

  List<Class<? extends ProviderFactory>> installed() {
    return installed;
  }

  int tries() {
    return tries;
  }

  boolean isAlone() {
    return alone;
  }

  @Override
  public String toString() {
    return "a provider that " + flaw;
  }
}
