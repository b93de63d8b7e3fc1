package dev.parley.cli.ask;

import dev.parley.cli.ask.PromptReader.Prompt;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.process.UsageException;
import dev.parley.cli.schema.AnswerSchema;
import dev.parley.message.Message;
import dev.parley.message.Part;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the question of what was typed, piped in, attached, and read from a template. */
final class QuestionReader {
  private final PromptReader prompts;
  private final Provider<Attachments> attachments;
  private final Provider<Templates> templates;
  private final Surroundings surroundings;

  @Inject
  QuestionReader(
      PromptReader prompts,
      Provider<Attachments> attachments,
      Provider<Templates> templates,
      Surroundings surroundings) {
    this.prompts = prompts;
    this.attachments = attachments;
    this.templates = templates;
    this.surroundings = surroundings;
  }

  /**
   * {@return the question} What was typed wins over the template.
   *
   * @throws UsageException if it makes no sense
   */
  Question read(AskOptions options) {
    boolean attachesStdin = options.attached.contains(Attachments.STDIN);
    if (options.template == null) {
      if (!options.variables.isEmpty()) {
        throw new UsageException("-v is for a template; name that with -t");
      }
      Prompt prompt = prompts.read(options.words, attachesStdin);
      return new Question(
          message(prompt.text(), options),
          prompt.piped() || attachesStdin,
          options.model.address,
          options.system,
          request(options.options),
          schema(options.schema, surroundings.workingFolder()));
    }
    return templated(options, options.template, attachesStdin);
  }

  private Question templated(AskOptions options, String name, boolean attachesStdin) {
    Path file = templates.get().file(name);
    Template template = templates.get().read(name, file);
    Map<String, String> variables = variables(options.variables);
    Prompt prompt = prompts.read(options.words, attachesStdin);
    Template.Filled filled = template.fill(variables, prompt.text());
    TemplateHead head = template.head();
    List<String> requested = new ArrayList<>(head.options());
    requested.addAll(options.options);
    Path folder = Optional.ofNullable(file.getParent()).orElse(surroundings.workingFolder());
    return new Question(
        message(filled.prompt(), options),
        prompt.piped() || attachesStdin,
        options.model.address == null ? head.setting("model").orElse(null) : options.model.address,
        options.system == null ? filled.system().orElse(null) : options.system,
        request(requested),
        options.schema == null
            ? schema(head.setting("schema").orElse(null), folder)
            : schema(options.schema, surroundings.workingFolder()));
  }

  private Message message(String text, AskOptions options) {
    if (options.attached.isEmpty()) {
      if (text.isBlank()) {
        throw new UsageException("no prompt; say parley PROMPT, or pipe one in; see parley --help");
      }
      return Message.user(text);
    }
    List<Part> parts = new ArrayList<>();
    if (!text.isBlank()) {
      parts.add(Part.text(text));
    }
    parts.addAll(attachments.get().parts(options.attached));
    return Message.user(parts.toArray(Part[]::new));
  }

  private static Map<String, String> variables(List<String> typed) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String each : typed) {
      int equals = each.indexOf('=');
      String name = equals < 0 ? each : each.substring(0, equals).strip();
      if (equals < 0 || !Gaps.isName(name)) {
        throw new UsageException(
            "-v looks like language=French; a name has letters, digits, - and _");
      } else if (name.equals(Template.INPUT)) {
        throw new UsageException("-v input: the input is the prompt, or what is piped in");
      } else if (variables.put(name, each.substring(equals + 1)) != null) {
        throw new UsageException("-v " + name + " is said twice");
      }
    }
    return variables;
  }

  private static @Nullable RequestOptions request(List<String> typed) {
    return typed.isEmpty() ? null : RequestOptions.of(typed);
  }

  private static @Nullable AnswerSchema schema(@Nullable String typed, Path folder) {
    return typed == null ? null : AnswerSchema.of(typed, folder);
  }
}
