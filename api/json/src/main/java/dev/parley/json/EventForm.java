package dev.parley.json;

import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Annotation;
import dev.parley.chat.CompletionEvent.AudioDelta;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.Progress;
import dev.parley.chat.CompletionEvent.ProviderEvent;
import dev.parley.chat.CompletionEvent.ReasoningDelta;
import dev.parley.chat.CompletionEvent.RefusalDelta;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionEvent.ToolCallComplete;
import dev.parley.chat.CompletionEvent.ToolCallDelta;
import dev.parley.chat.CompletionEvent.ToolCallStarted;
import dev.parley.chat.CompletionEvent.UsageReported;
import dev.parley.error.UnreadableDataException;
import dev.parley.json.internal.JsonText;
import dev.parley.message.Extras;
import java.util.Optional;

/** An event: what it is says its field {@code type}. */
final class EventForm {
  /** The provider of events that a newer version of Parley wrote. */
  private static final String PARLEY = "parley";

  private EventForm() {}

  static void write(JsonWriter out, CompletionEvent event) {
    if (event instanceof ProviderEvent told && reads(told)) {
      out.raw("an event of type " + told.type(), told.json());
    } else {
      out.own(event.extras(), () -> fields(out, event));
    }
  }

  /** Whether its JSON alone is enough to get it back. */
  private static boolean reads(ProviderEvent event) {
    try {
      return event.provider().equals(PARLEY)
          && JsonText.onOneLine(event.json()).equals(event.json())
          && read(JsonObject.document(event.json())).equals(event);
    } catch (UnreadableDataException e) {
      return false;
    }
  }

  private static void fields(JsonWriter out, CompletionEvent event) {
    if (event instanceof TextDelta delta) {
      out.text("type", "text_delta");
      out.text("text", delta.text());
      LogprobForm.write(out, "logprobs", delta.logprobs());
    } else if (event instanceof ReasoningDelta delta) {
      out.text("type", "reasoning_delta");
      out.text("text", delta.text());
    } else if (event instanceof RefusalDelta delta) {
      out.text("type", "refusal_delta");
      out.text("text", delta.text());
      LogprobForm.write(out, "logprobs", delta.logprobs());
    } else if (event instanceof AudioDelta delta) {
      out.text("type", "audio_delta");
      MediaForm.write(out, delta.audio());
      out.textUnlessEmpty("transcript", delta.transcript());
    } else if (event instanceof ToolCallStarted started) {
      out.text("type", "tool_call_started");
      out.number("index", started.index());
      out.text("id", started.id());
      out.text("name", started.name());
    } else if (event instanceof ToolCallDelta delta) {
      out.text("type", "tool_call_delta");
      out.number("index", delta.index());
      out.text("fragment", delta.fragment());
    } else if (event instanceof ToolCallComplete complete) {
      out.text("type", "tool_call_complete");
      out.number("index", complete.index());
      out.one("call", Optional.of(complete.call()), call -> PartForm.write(out, call));
    } else {
      rareFields(out, event);
    }
  }

  private static void rareFields(JsonWriter out, CompletionEvent event) {
    if (event instanceof Started started) {
      out.text("type", "started");
      out.textUnlessEmpty("id", started.id());
      out.textUnlessEmpty("model", started.model());
      CompletionForm.warnings(out, started.warnings());
      out.text("requestId", started.requestId());
      RateLimitForm.write(out, started.rateLimits());
    } else if (event instanceof Annotation annotation) {
      out.text("type", "annotation");
      annotationFields(out, annotation);
    } else if (event instanceof Progress progress) {
      out.text("type", "progress");
      out.number("done", progress.done());
      out.number("total", progress.total());
    } else if (event instanceof UsageReported reported) {
      out.text("type", "usage");
      out.object("usage", () -> UsageForm.fields(out, reported.usage()));
    } else if (event instanceof Finished finished) {
      out.text("type", "finished");
      CompletionForm.finishReason(out, "reason", Optional.of(finished.reason()));
    } else if (event instanceof ProviderEvent told) {
      out.text("type", "provider");
      out.text("provider", told.provider());
      out.text("kind", told.type());
      out.text("json", told.json());
    }
  }

  private static void annotationFields(JsonWriter out, Annotation annotation) {
    out.text("kind", annotation.type());
    out.text("json", annotation.json());
  }

  /** A remark among those of an answer. */
  static void annotation(JsonWriter out, Annotation annotation) {
    out.own(annotation.extras(), () -> annotationFields(out, annotation));
  }

  static Annotation readAnnotation(JsonObject in) {
    return new Annotation(in.text("kind"), in.text("json"), in.extras());
  }

  static CompletionEvent read(JsonObject in) {
    String type = in.text("type");
    return switch (type) {
      case "started" ->
          new Started(
              in.optionalText("id").orElse(""),
              in.optionalText("model").orElse(""),
              CompletionForm.readWarnings(in),
              in.optionalText("requestId"),
              RateLimitForm.read(in),
              in.extras());
      case "text_delta" ->
          new TextDelta(in.text("text"), LogprobForm.read(in, "logprobs"), in.extras());
      case "reasoning_delta" -> new ReasoningDelta(in.text("text"), in.extras());
      case "refusal_delta" ->
          new RefusalDelta(in.text("text"), LogprobForm.read(in, "logprobs"), in.extras());
      case "audio_delta" ->
          new AudioDelta(
              MediaForm.inline(in).orElseThrow(() -> in.wrong("the field \"data\" is missing")),
              in.optionalText("transcript").orElse(""),
              in.extras());
      case "tool_call_started" ->
          new ToolCallStarted(in.integer("index"), in.text("id"), in.text("name"), in.extras());
      case "tool_call_delta" ->
          new ToolCallDelta(in.integer("index"), in.text("fragment"), in.extras());
      case "tool_call_complete" ->
          new ToolCallComplete(
              in.integer("index"), in.object("call", PartForm::readCall), in.extras());
      case "annotation" -> readAnnotation(in);
      case "progress" -> new Progress(in.number("done"), in.number("total"), in.extras());
      case "usage" -> new UsageReported(in.object("usage", UsageForm::read), in.extras());
      case "finished" ->
          new Finished(in.object("reason", CompletionForm::readFinishReason), in.extras());
      case "provider" ->
          new ProviderEvent(in.text("provider"), in.text("kind"), in.text("json"), in.extras());
      default -> new ProviderEvent(PARLEY, type, in.raw(), Extras.NONE);
    };
  }
}
