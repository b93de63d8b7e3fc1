package dev.parley.spi;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Annotation;
import dev.parley.chat.CompletionEvent.AudioDelta;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.ProviderEvent;
import dev.parley.chat.CompletionEvent.ReasoningDelta;
import dev.parley.chat.CompletionEvent.RefusalDelta;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionEvent.ToolCallComplete;
import dev.parley.chat.CompletionEvent.ToolCallDelta;
import dev.parley.chat.CompletionEvent.ToolCallStarted;
import dev.parley.chat.CompletionEvent.UsageReported;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.RateLimits;
import dev.parley.chat.TokenLogprob;
import dev.parley.chat.Usage;
import dev.parley.chat.Warning;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Media;
import dev.parley.message.Part;
import dev.parley.message.Part.AudioPart;
import dev.parley.message.Part.ReasoningPart;
import dev.parley.message.Part.RefusalPart;
import dev.parley.message.Part.ToolCall;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the whole answer of the events of a stream. Plain calls use it too, so that both ways give
 * the same answer. The parts of the message come in one order: reasoning, text, refusal, audio,
 * tool calls.
 *
 * <p>Thread-safe: one thread adds while others may take snapshots.
 */
public final class CompletionAccumulator {
  /** Mostly there are two: the tier of the service and the fingerprint of the system. */
  private static final int FEW = 4;

  private final ModelId model;
  private final ChatRequest request;
  private final LongText text = new LongText();
  private final LongText reasoning = new LongText();
  private final LongText refusal = new LongText();
  // Made with their first element: thousands of answers may be under way.
  private Map<Integer, PendingCall> calls = Map.of();
  private List<Warning> warnings = List.of();
  private List<Annotation> annotations = List.of();
  private List<TokenLogprob> logprobs = List.of();
  private List<TokenLogprob> refusalLogprobs = List.of();
  private Map<String, String> providerFields = Map.of();
  private @Nullable Sound sound;
  private @Nullable String requestId;
  private RateLimits rateLimits = RateLimits.UNKNOWN;
  private String id = "";
  private String answeredBy = "";
  private @Nullable Usage usage;
  private @Nullable FinishReason finishReason;
  private Extras extras = Extras.NONE;

  /** An answer of {@code model} to {@code request}, of which nothing has come. */
  public CompletionAccumulator(ModelId model, ChatRequest request) {
    this.model = model;
    this.request = request;
  }

  /** Takes the next event. */
  public synchronized void add(CompletionEvent event) {
    if (event instanceof TextDelta delta) {
      text.append(delta.text());
      if (!delta.logprobs().isEmpty()) { // Adding nothing would still copy it.
        logprobs = withRoom(logprobs);
        logprobs.addAll(delta.logprobs());
      }
    } else if (event instanceof ReasoningDelta delta) {
      reasoning.append(delta.text());
    } else if (event instanceof ToolCallDelta delta) {
      call(delta.index()).arguments.append(delta.fragment());
    } else if (event instanceof ToolCallStarted started) {
      PendingCall call = call(started.index());
      call.id = started.id();
      call.name = started.name();
    } else if (event instanceof ToolCallComplete complete) {
      call(complete.index()).complete = complete.call();
    } else {
      addRare(event);
    }
  }

  private void addRare(CompletionEvent event) {
    if (event instanceof Started started) {
      id = started.id();
      answeredBy = started.model();
      if (!started.warnings().isEmpty()) {
        warnings = withRoom(warnings);
        warnings.addAll(started.warnings());
      }
      requestId = started.requestId().orElse(null);
      rateLimits = started.rateLimits();
    } else if (event instanceof RefusalDelta delta) {
      refusal.append(delta.text());
      refusalLogprobs = withRoom(refusalLogprobs);
      refusalLogprobs.addAll(delta.logprobs());
    } else if (event instanceof AudioDelta delta) {
      if (sound == null) {
        sound = new Sound(delta.audio().mediaType());
      }
      sound.add(delta);
    } else if (event instanceof Annotation annotation) {
      annotations = withRoom(annotations);
      annotations.add(annotation);
    } else if (event instanceof ProviderEvent told) {
      if (!told.type().equals(ProviderEvent.RAW_CHUNK)) {
        if (providerFields.isEmpty()) {
          providerFields = new LinkedHashMap<>(FEW);
        }
        providerFields.put(told.type(), told.json());
      }
    } else if (event instanceof UsageReported reported) {
      usage = reported.usage();
    } else if (event instanceof Finished finished) {
      finishReason = finished.reason();
      extras = wantedBack(finished.extras());
    }
  }

  private static <T> List<T> withRoom(List<T> list) {
    return list.isEmpty() ? new ArrayList<>() : list;
  }

  /**
   * Unknown fields are the event's own: only what the provider wants back goes into the message.
   */
  private static Extras wantedBack(Extras extras) {
    Extras wanted = Extras.NONE;
    for (Map.Entry<String, String> data : extras.providerData().entrySet()) {
      wanted = wanted.withProviderData(data.getKey(), data.getValue());
    }
    return wanted;
  }

  /** {@return what has come; complete if {@link Finished} has} */
  public synchronized Completion snapshot() {
    Completion.Builder completion =
        Completion.builder(model)
            .id(id)
            .answeredBy(answeredBy)
            .message(new AssistantMessage(content(), extras))
            .usage(usageSoFar())
            .warnings(warnings)
            .annotations(annotations)
            .logprobs(logprobs)
            .refusalLogprobs(refusalLogprobs)
            .requestId(requestId)
            .rateLimits(rateLimits)
            .providerFields(providerFields);
    if (finishReason != null) {
      completion.finishReason(finishReason);
    }
    return completion.build();
  }

  private List<Part> content() {
    List<Part> parts = new ArrayList<>();
    if (!reasoning.isEmpty()) {
      parts.add(new ReasoningPart(reasoning.toString(), Extras.NONE));
    }
    if (!text.isEmpty()) {
      parts.add(Part.text(text.toString()));
    }
    if (!refusal.isEmpty()) {
      parts.add(new RefusalPart(refusal.toString(), Extras.NONE));
    }
    if (sound != null) {
      parts.add(sound.part());
    }
    for (PendingCall call : calls.values()) {
      call.part().ifPresent(parts::add);
    }
    return parts;
  }

  private Usage usageSoFar() {
    if (usage != null) {
      return usage;
    }
    int characters = text.length() + reasoning.length() + refusal.length();
    for (PendingCall call : calls.values()) {
      characters += call.part().map(part -> part.argumentsJson().length()).orElse(0);
    }
    return finishReason != null || characters == 0
        ? Usage.NONE
        : Usage.estimated(
            TokenEstimate.of(request).tokens(), TokenEstimate.ofCharacters(characters));
  }

  private PendingCall call(int index) {
    if (calls.isEmpty()) {
      calls = new TreeMap<>();
    }
    return calls.computeIfAbsent(index, i -> new PendingCall());
  }

  private static final class PendingCall {
    private String id = "";
    private String name = "";
    private final StringBuilder arguments = new StringBuilder();
    private @Nullable ToolCall complete;

    /** A call cut off before its name came is nothing that anyone could act on. */
    Optional<ToolCall> part() {
      if (complete != null) {
        return Optional.of(complete);
      }
      return id.isBlank() || name.isBlank()
          ? Optional.empty()
          : Optional.of(new ToolCall(id, name, arguments.toString()));
    }
  }

  private static final class Sound {
    private final String mediaType;
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final StringBuilder transcript = new StringBuilder();
    private Extras extras = Extras.NONE;

    Sound(String mediaType) {
      this.mediaType = mediaType;
    }

    void add(AudioDelta delta) {
      data.writeBytes(delta.audio().content().toByteArray());
      transcript.append(delta.transcript());
      Extras wanted = wantedBack(delta.extras());
      if (!wanted.equals(Extras.NONE)) {
        extras = wanted;
      }
    }

    AudioPart part() {
      return new AudioPart(
          Media.inline(mediaType, data.toByteArray()),
          transcript.isEmpty() ? Optional.empty() : Optional.of(transcript.toString()),
          extras);
    }
  }
}
