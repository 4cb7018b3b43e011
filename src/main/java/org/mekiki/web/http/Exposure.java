package org.mekiki.web.http;

import java.util.ArrayList;
import java.util.List;
import org.mekiki.config.WebSettings;

/** Whether settings show the page to more people than somebody meant them to. */
public final class Exposure {
  private static final String WAY_OUT =
      "; or say web.insecure=true where nobody else can reach it, or a proxy does that";

  private Exposure() {}

  /** A sentence for each thing that must not be; empty if the page may be served so. */
  public static List<String> problems(WebSettings settings) {
    WebSettings.Access access = settings.access();
    List<String> problems = new ArrayList<>();
    if (access.certificate().isPresent() != access.key().isPresent()) {
      problems.add(
          "web.tls.certificate and web.tls.key belong together, but only one of them is set");
    } else if (access.certificate().isPresent()) {
      try {
        var unused = Tls.of(access.certificate().get(), access.key().get());
      } catch (WebException e) {
        problems.add(e.getMessage());
      }
    }
    if (Gate.isLoopback(settings.host()) || access.insecure()) {
      return problems;
    }
    String others = "web.host is " + settings.host() + ", which others can reach: ";
    if (access.token().isEmpty()) {
      problems.add(others + "web.token has to be set" + WAY_OUT);
    }
    if (access.certificate().isEmpty()) {
      problems.add(others + "web.tls.certificate and web.tls.key have to be set" + WAY_OUT);
    }
    return problems;
  }
}
