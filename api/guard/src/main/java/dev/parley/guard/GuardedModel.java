package dev.parley.guard;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.TokenCount;
import dev.parley.chat.Warning;
import dev.parley.error.ModelException;
import dev.parley.spi.ForwardingChatModel;
import dev.parley.spi.PullStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A model that is sent nothing that was not looked at. */
final class GuardedModel extends ForwardingChatModel {
  private final Guard guard;

  GuardedModel(ChatModel inner, Guard guard) {
    super(inner);
    this.guard = guard;
  }

  @Override
  public TokenCount countTokens(ChatRequest request) {
    return inner().countTokens(checked(request, new Findings()));
  }

  @Override
  public Completion complete(ChatRequest request) {
    Findings findings = new Findings();
    ChatRequest checked = checked(request, findings);
    List<Warning> warnings = findings.warnings(guard.mode());
    try {
      return warned(inner().complete(checked), warnings);
    } catch (ModelException e) {
      throw warned(e, warnings);
    }
  }

  /** Nothing may be thrown before the first read, but a clean request can go its way at once. */
  @Override
  public CompletionStream stream(ChatRequest request) {
    Findings findings = new Findings();
    ChatRequest redacted = look(request, findings);
    if (findings.all().isEmpty()) {
      return inner().stream(request);
    }
    List<Warning> warnings = findings.warnings(guard.mode());
    GuardedSource source =
        new GuardedSource(
            id(),
            () -> {
              tell(findings);
              return inner().stream(outgoing(request, redacted));
            },
            warnings);
    return new PullStream(id(), source, source::whole);
  }

  private ChatRequest checked(ChatRequest request, Findings findings) {
    ChatRequest redacted = look(request, findings);
    tell(findings);
    return findings.all().isEmpty() ? request : outgoing(request, redacted);
  }

  private ChatRequest look(ChatRequest request, Findings findings) {
    return new RequestScan(guard.scan(), findings).redacted(request);
  }

  private void tell(Findings findings) {
    findings.all().forEach(guard.listener());
    findings.check(guard.mode(), id());
  }

  private ChatRequest outgoing(ChatRequest request, ChatRequest redacted) {
    return guard.mode() == GuardMode.REDACT ? redacted : request;
  }

  static Completion warned(Completion answer, List<Warning> warnings) {
    if (warnings.isEmpty()) {
      return answer;
    }
    List<Warning> all = new ArrayList<>(warnings);
    all.addAll(answer.warnings());
    return answer.toBuilder().warnings(all).build();
  }

  /** What came of the answer tells too what was sent. */
  static ModelException warned(ModelException failure, List<Warning> warnings) {
    Optional<Completion> partial = failure.partial();
    if (partial.isEmpty() || warnings.isEmpty()) {
      return failure;
    }
    Completion warned = warned(partial.get(), warnings);
    return failure.withDetails(failure.details().toBuilder().partial(warned).build());
  }

  @Override
  public <T> Optional<T> unwrap(Class<T> type) {
    return type.isInstance(guard) ? Optional.of(type.cast(guard)) : super.unwrap(type);
  }

  @Override
  public String toString() {
    return guard + " around " + inner();
  }
}
