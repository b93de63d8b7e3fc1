package dev.parley.mock.contract;

import dev.parley.chat.FinishReason;
import dev.parley.chat.Usage;
import dev.parley.error.AuthenticationException;
import dev.parley.error.ContentFilteredException;
import dev.parley.error.ContextTooLongException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.error.NotFoundException;
import dev.parley.error.PermissionDeniedException;
import dev.parley.error.QuotaExhaustedException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.UnavailableException;
import dev.parley.mock.MockReply;
import dev.parley.tck.Beat;
import dev.parley.tck.Failure;
import dev.parley.tck.NotPlayableException;
import dev.parley.tck.Scenario;
import dev.parley.tck.Scenario.Delivery;
import dev.parley.tck.Turn;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** A scenario as replies of a mock. */
final class MockScript {
  private final List<MockReply> replies;

  /** Says at once what a mock has not. */
  MockScript(Scenario scenario) {
    if (scenario.delivery() != Delivery.WHOLE) {
      throw new NotPlayableException("a mock has no bytes that may come otherwise");
    }
    replies = scenario.turns().stream().map(MockScript::reply).toList();
  }

  MockReply reply(int request) {
    return replies.get(Math.min(request, replies.size() - 1));
  }

  private static MockReply reply(Turn turn) {
    if (turn instanceof Turn.Answer answer) {
      return answer(answer);
    } else if (turn instanceof Turn.Refusal refusal) {
      return MockReply.failure(details -> error(refusal.failure(), details));
    } else if (turn instanceof Turn.Silence) {
      return MockReply.builder().hang().build();
    }
    throw new NotPlayableException("a mock has no connection that could fail to stand");
  }

  private static MockReply answer(Turn.Answer answer) {
    MockReply.Builder reply = MockReply.builder();
    List<Beat> beats = answer.beats();
    FinishReason.Kind reason = FinishReason.Kind.STOP;
    for (int i = 0; i < beats.size(); i++) {
      Beat beat = beats.get(i);
      if (beat instanceof Beat.Finish finish) {
        reason = finish.reason(); // The last thing of all, though usage may be told after it.
      } else if (beat instanceof Beat.CallStarted call) {
        reply.toolCall(call.id(), call.tool(), pieces(call.index(), beats));
      } else if (beat instanceof Beat.Broken broken) {
        return reply.failWith(details -> error(broken.failure(), details)).build();
      } else {
        add(reply, beat);
      }
    }
    return switch (answer.ending()) {
      case REGULAR, HELD -> // It has no connection that could be held.
          reply.finish(new FinishReason(reason, reason.name().toLowerCase(Locale.ROOT))).build();
      case CLEAN_END, CUT, RESET -> reply.endWithoutFinish().build();
      case STALL -> reply.hang().build();
      case ENDLESS -> throw new NotPlayableException("a mock's reply has an end");
    };
  }

  private static String[] pieces(int call, List<Beat> beats) {
    return beats.stream()
        .filter(Beat.CallPiece.class::isInstance)
        .map(Beat.CallPiece.class::cast)
        .filter(piece -> piece.index() == call)
        .map(Beat.CallPiece::json)
        .toArray(String[]::new);
  }

  private static void add(MockReply.Builder reply, Beat beat) {
    if (beat instanceof Beat.Text text) {
      reply.text(text.text());
    } else if (beat instanceof Beat.Reasoning thought) {
      reply.reasoning(thought.text());
    } else if (beat instanceof Beat.Tokens tokens) {
      reply.usage(Usage.reported().input(tokens.input()).output(tokens.output()).build());
    } else if (beat instanceof Beat.Pause pause) {
      reply.delay(pause.length());
    } else if (!(beat instanceof Beat.CallPiece)) { // Which came with its call.
      throw new NotPlayableException("a mock has events only, none of which means " + beat);
    }
  }

  static ModelException error(Failure failure, ErrorDetails of) {
    ErrorDetails details =
        of.toBuilder()
            .status(failure.kind().status())
            .providerMessage(failure.message())
            .retryAfter(failure.retryAfter().orElse(null))
            .requestId(failure.requestId().orElse(null))
            .build();
    String problem = "scripted";
    return switch (failure.kind()) {
      case AUTHENTICATION -> new AuthenticationException(problem, details, null);
      case PERMISSION -> new PermissionDeniedException(problem, details, null);
      case NOT_FOUND -> new NotFoundException(problem, details, null);
      case INVALID_REQUEST -> new InvalidRequestException(problem, details, null);
      case CONTEXT_TOO_LONG ->
          new ContextTooLongException(
              problem, details, OptionalLong.empty(), OptionalLong.empty(), null);
      case CONTENT_FILTERED -> new ContentFilteredException(problem, details, null);
      case RATE_LIMITED -> new RateLimitedException(problem, details, null);
      case QUOTA_EXHAUSTED -> new QuotaExhaustedException(problem, details, null);
      case BROKEN, UNAVAILABLE -> new UnavailableException(problem, details, null);
    };
  }
}
