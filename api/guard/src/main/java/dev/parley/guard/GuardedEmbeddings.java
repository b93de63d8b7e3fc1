package dev.parley.guard;

import dev.parley.chat.ModelId;
import dev.parley.chat.Warning;
import dev.parley.embedding.EmbeddingModel;
import dev.parley.embedding.EmbeddingRequest;
import dev.parley.embedding.Embeddings;
import java.util.ArrayList;
import java.util.List;

/** A model for vectors that is sent nothing that was not looked at. */
final class GuardedEmbeddings implements EmbeddingModel {
  private final EmbeddingModel inner;
  private final Guard guard;

  GuardedEmbeddings(EmbeddingModel inner, Guard guard) {
    this.inner = inner;
    this.guard = guard;
  }

  @Override
  public ModelId id() {
    return inner.id();
  }

  @Override
  public Embeddings embed(EmbeddingRequest request) {
    Findings findings = new Findings();
    EmbeddingRequest redacted =
        new RequestScan(guard.scan(), findings).redacted(request, id().provider());
    if (findings.all().isEmpty()) {
      return inner.embed(request);
    }
    findings.all().forEach(guard.listener());
    findings.check(guard.mode(), id());
    Embeddings answer = inner.embed(guard.mode() == GuardMode.REDACT ? redacted : request);
    List<Warning> warnings = new ArrayList<>(findings.warnings(guard.mode()));
    warnings.addAll(answer.warnings());
    return Embeddings.builder(answer.vectors())
        .model(answer.model())
        .usage(answer.usage())
        .warnings(warnings)
        .build();
  }

  @Override
  public void close() {
    inner.close();
  }

  @Override
  public String toString() {
    return guard + " around " + inner;
  }
}
