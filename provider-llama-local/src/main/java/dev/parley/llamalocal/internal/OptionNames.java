package dev.parley.llamalocal.internal;

import dev.parley.chat.Warning;
import dev.parley.config.NearestName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The fields that llama-server 0.7.0 knows in a request beside those that Parley sends by itself
 * (its README, "POST /completion" and "POST /v1/chat/completions"). What it does not know it passes
 * over in silence, so that a misspelt option would seem to work.
 */
final class OptionNames {
  private static final Set<String> KNOWN =
      Set.of(
          "adaptive_decay",
          "adaptive_target",
          "cache_prompt",
          "chat_template_kwargs",
          "dry_allowed_length",
          "dry_base",
          "dry_multiplier",
          "dry_penalty_last_n",
          "dry_sequence_breakers",
          "dynatemp_exponent",
          "dynatemp_range",
          "frequency_penalty",
          "grammar",
          "grammar_lazy",
          "grammar_triggers",
          "id_slot",
          "ignore_eos",
          "json_schema",
          "logit_bias",
          "logprobs",
          "lora",
          "max_completion_tokens",
          "max_tokens",
          "min_keep",
          "min_p",
          "mirostat",
          "mirostat_eta",
          "mirostat_tau",
          "n_cache_reuse",
          "n_discard",
          "n_keep",
          "n_predict",
          "n_probs",
          "parallel_tool_calls",
          "parse_tool_calls",
          "post_sampling_probs",
          "presence_penalty",
          "preserved_tokens",
          "reasoning_control",
          "reasoning_effort",
          "reasoning_format",
          "repeat_last_n",
          "repeat_penalty",
          "response_fields",
          "response_format",
          "return_progress",
          "return_tokens",
          "samplers",
          "seed",
          "sse_ping_interval",
          "stop",
          "stream_options",
          "t_max_predict_ms",
          "temperature",
          "timings_per_token",
          "tool_choice",
          "tools",
          "top_k",
          "top_logprobs",
          "top_n_sigma",
          "top_p",
          "typical_p",
          "xtc_probability",
          "xtc_threshold");

  private OptionNames() {}

  /** A warning for each option that the server will probably pass over. */
  static List<Warning> warnings(Map<String, Object> options) {
    return new TreeSet<>(options.keySet())
        .stream().filter(name -> !KNOWN.contains(name)).map(OptionNames::unknown).toList();
  }

  private static Warning unknown(String name) {
    return new Warning(
        name,
        "was sent, but llama-server is not known to understand it."
            + NearestName.suggestion(name, List.copyOf(KNOWN)));
  }
}
