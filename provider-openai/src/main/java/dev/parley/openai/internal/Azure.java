package dev.parley.openai.internal;

import dev.parley.config.ProviderSettings;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What differs at Azure OpenAI: the address. Its v1 surface is like OpenAI's; the classic one has
 * the deployment in the path, and a version that the query names.
 *
 * @param surface which of them
 * @param baseUrl what paths are added to
 * @param deploymentInPath whether the model is still to be added to the path, as a deployment
 */
record Azure(Surface surface, URI baseUrl, boolean deploymentInPath) {
  enum Surface {
    /** Not Azure. */
    OFF,
    V1,
    CLASSIC
  }

  private static final String VERSION = "api-version";
  private static final String DEPLOYMENTS = "/deployments/";
  private static final Pattern HOST =
      Pattern.compile("(?i).+\\.(openai|cognitiveservices|services\\.ai)\\.azure\\.(com|us|cn)");

  /** What the settings say, and else the host and the path. */
  static Azure of(ProviderSettings settings) {
    URI url = settings.url("base-url").orElseThrow();
    Optional<String> version = settings.text(VERSION);
    if (version.isPresent() && !version.get().matches("[\\w.-]+")) {
      throw settings.invalid(VERSION, "a version such as 2024-10-21");
    }
    return switch (surface(settings.choice("azure").orElseThrow(), url, version)) {
      case OFF -> {
        if (version.isPresent()) {
          throw settings.invalid(
              VERSION,
              "set for Azure only; if the server is one, set \""
                  + settings.fullName("azure")
                  + "\" to classic or v1");
        }
        yield new Azure(Surface.OFF, url, false);
      }
      case V1 -> new Azure(Surface.V1, versioned(rooted(url, "/openai/v1"), version), false);
      case CLASSIC -> {
        if (version.isEmpty() && !hasVersion(url)) {
          throw settings.missing(VERSION);
        }
        boolean complete = path(url).contains(DEPLOYMENTS);
        URI root = complete ? url : rooted(url, "/openai");
        yield new Azure(Surface.CLASSIC, versioned(root, version), !complete);
      }
    };
  }

  private static Surface surface(String choice, URI url, Optional<String> version) {
    return switch (choice) {
      case "v1" -> Surface.V1;
      case "classic" -> Surface.CLASSIC;
      case "off" -> Surface.OFF;
      default -> {
        if (!HOST.matcher(url.getHost()).matches()) {
          yield Surface.OFF;
        }
        boolean versioned = version.isPresent() || hasVersion(url);
        boolean classic = versioned || path(url).contains(DEPLOYMENTS);
        yield classic && !path(url).endsWith("/v1") ? Surface.CLASSIC : Surface.V1;
      }
    };
  }

  /**
   * Where models are listed: Azure has that beside the deployments, not in one, so that it is out
   * of an address that names one.
   */
  String modelsPath() {
    int deployments = path(baseUrl).indexOf(DEPLOYMENTS);
    if (surface != Surface.CLASSIC || deployments < 0) {
      return "models";
    }
    long steps = path(baseUrl).substring(deployments).chars().filter(c -> c == '/').count();
    return "../".repeat((int) steps) + "models";
  }

  /** The address with the path that it must have, of which the beginning may be there. */
  private static URI rooted(URI url, String root) {
    String path = path(url);
    String last = root.substring(root.lastIndexOf('/'));
    if (path.endsWith(last)) {
      return url;
    }
    boolean begun = path.endsWith("/openai");
    return with(url, path + (begun ? root.substring("/openai".length()) : root), url.getRawQuery());
  }

  private static URI versioned(URI url, Optional<String> version) {
    if (version.isEmpty() || hasVersion(url)) {
      return url;
    }
    String query = url.getRawQuery();
    String added = VERSION + "=" + version.get();
    return with(url, path(url), query == null ? added : query + "&" + added);
  }

  private static boolean hasVersion(URI url) {
    String query = url.getRawQuery();
    return query != null && ("&" + query).contains("&" + VERSION + "=");
  }

  private static String path(URI url) {
    return url.getRawPath().replaceAll("/+$", "");
  }

  private static URI with(URI url, String path, @Nullable String query) {
    String server = url.getScheme() + "://" + url.getRawAuthority();
    return URI.create(server + path + (query == null ? "" : "?" + query));
  }
}
