package dev.parley.cli.check;

import dev.parley.Models;
import dev.parley.chat.ModelInfo;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.setup.EnvFiles;
import dev.parley.cli.setup.FailureSentence;
import dev.parley.cli.setup.InstanceSecrets;
import dev.parley.config.Config;
import dev.parley.config.NearestName;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import dev.parley.error.AuthenticationException;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ModelException;
import dev.parley.error.ParleyException;
import dev.parley.error.PermissionDeniedException;
import dev.parley.error.RefusedLocallyException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Looks at one instance: its keys, its address, whether somebody answers there, its models. */
final class ProviderCheck {
  private static final String LLAMA_LOCAL = "llama-local";

  private final ModelListing listing;
  private final LocalServerCheck local;
  private final InstanceSecrets secrets;
  private final FailureSentence sentences;
  private final CheckReport report;

  @Inject
  ProviderCheck(
      ModelListing listing,
      LocalServerCheck local,
      InstanceSecrets secrets,
      FailureSentence sentences,
      CheckReport report) {
    this.listing = listing;
    this.local = local;
    this.secrets = secrets;
    this.sentences = sentences;
    this.report = report;
  }

  /** Looks at it, and at these models of it. */
  void check(
      String instance, List<String> names, Config config, Models models, EnvFiles.Read envFiles)
      throws IOException {
    String provider = config.providerOf(instance).orElse(instance);
    Optional<SettingsSpec> spec = Optional.ofNullable(models.installed().get(provider));
    try {
      models.provider(instance);
    } catch (ConfigurationException e) {
      report.bad(instance + " settings", sentences.of(e), ExitCode.of(e));
      return;
    }
    ProviderSettings settings = config.settings(instance, spec.orElse(SettingsSpec.of()));
    boolean ownServer = provider.equals(LLAMA_LOCAL) && settings.origin("server").isEmpty();
    if (!keys(instance, settings, envFiles)) {
      return;
    }
    addresses(instance, settings);
    if (ownServer) {
      local.check(instance, names, settings);
      if (settings.origin("models-folder").isEmpty()) {
        return;
      }
    }
    list(instance, names, config, models, ownServer);
  }

  private boolean keys(String instance, ProviderSettings settings, EnvFiles.Read envFiles)
      throws IOException {
    boolean sound = true;
    for (Setting setting : settings.spec().all()) {
      Optional<String> origin =
          setting.secret() ? settings.origin(setting.name()) : Optional.empty();
      if (origin.isPresent()) {
        String subject = instance + " " + setting.name();
        try {
          secrets.resolve(settings, setting);
          String variable = settings.environmentName(setting.name());
          report.good(subject, "set: " + envFiles.shown(origin.get(), variable));
        } catch (ConfigurationException e) {
          report.bad(subject, e);
          sound = false;
        }
      } else if (setting.name().equals("api-key")) {
        report.note(
            instance + " api-key",
            "not set, and not needed here; where it is: parley keys set " + instance);
      }
    }
    return sound;
  }

  /** Their forms are right, and no key goes over plain http: else there would be no provider. */
  private void addresses(String instance, ProviderSettings settings) throws IOException {
    for (Setting setting : settings.spec().all()) {
      if (setting.type() == Setting.Type.URL && settings.url(setting.name()).isPresent()) {
        report.good(
            instance + " " + setting.name(), settings.url(setting.name()).orElseThrow().toString());
      }
    }
  }

  private void list(
      String instance, List<String> names, Config config, Models models, boolean files)
      throws IOException {
    try {
      Optional<List<ModelInfo>> found = listing.list(instance, config, models);
      if (found.isEmpty()) {
        report.note(instance + " models", "the provider cannot tell its models; nothing was asked");
        return;
      }
      if (found.get().isEmpty()) {
        report.note(
            instance + (files ? " models" : " server"),
            files ? "the folder has none" : "answers, and has no models at all");
      } else {
        report.good(
            instance + (files ? " models" : " server"),
            (files ? "" : "answers, ")
                + "with a list of "
                + found.get().size()
                + (found.get().size() == 1 ? " model" : " models"));
      }
      for (String name : names) {
        model(instance, name, found.get(), files);
      }
    } catch (RefusedLocallyException e) {
      if (e.limiter() != RefusedLocallyException.Limiter.OFFLINE) {
        throw e;
      }
      report.note(instance + " server", "skipped, since offline is set: it is another machine");
    } catch (AuthenticationException | PermissionDeniedException e) {
      report.good(instance + " server", "answers");
      report.bad(instance + " api-key", e);
    } catch (ModelException e) {
      report.bad(instance + " server", e);
    } catch (ParleyException e) {
      report.bad(instance + " models", e);
    }
  }

  private void model(String instance, String name, List<ModelInfo> found, boolean files)
      throws IOException {
    String subject = instance + " model";
    if (files && LocalServerCheck.isPath(name)) {
      return; // That file has been looked at.
    }
    List<String> known = found.stream().map(info -> info.id().model()).toList();
    Optional<ModelInfo> info =
        found.stream().filter(each -> each.id().model().equals(name)).findFirst();
    if (info.isPresent() && info.get().problem().isPresent()) {
      report.bad(
          subject,
          name + " cannot be used: " + info.get().problem().get(),
          ExitCode.REFUSED_REQUEST);
    } else if (info.isPresent()) {
      report.good(subject, name);
    } else if (known.size() == 1 && !files) {
      report.note(
          subject,
          name
              + " is not listed, "
              + known.get(0)
              + " is; a server of one model usually takes every name");
    } else {
      report.bad(
          subject,
          "There is no model \""
              + name
              + "\"."
              + NearestName.suggestion(name, known)
              + " See parley models "
              + instance,
          ExitCode.REFUSED_REQUEST);
    }
  }
}
