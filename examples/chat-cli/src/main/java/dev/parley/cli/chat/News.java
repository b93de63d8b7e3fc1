package dev.parley.cli.chat;

import dev.parley.error.StoreException;
import dev.parley.store.ConversationInfo;
import dev.parley.store.Entry;
import dev.parley.store.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells what others, such as another terminal, have added to the conversation. */
final class News {
  /** More than that many at once are only counted. */
  private static final int MOST_SHOWN = 20;

  private static final int MOST_READ = 1000;

  private final Talk talk;
  private final Screen screen;
  private Version seen = Version.NONE;
  private boolean told;

  /** News since now. */
  News(Talk talk, Screen screen) {
    this.talk = talk;
    this.screen = screen;
    forget();
  }

  /** What there is now is known: it has been looked at, or this chat went on elsewhere. */
  void forget() {
    talk.store().forget();
    now().ifPresent(now -> seen = now);
  }

  /**
   * Shows what is new, if anything is. That it cannot be read is told once, and no failure.
   *
   * @return whether there was something
   */
  boolean show() {
    try {
      Optional<Version> fresh = now().filter(now -> !now.equals(seen));
      return fresh.isPresent() && show(fresh.get());
    } catch (StoreException e) {
      tell(e);
      return false;
    }
  }

  private boolean show(Version now) {
    boolean shown = false;
    if (seen.exists() && !now.incarnation().equals(seen.incarnation())) {
      screen.say(
          "another process has deleted \""
              + talk.id()
              + "\", or taken something back; it has "
              + now.length()
              + " messages now");
      shown = true;
    } else if (now.length() > seen.length()) {
      shown = tell(now);
    }
    talk.store().forget();
    seen = now;
    return shown;
  }

  private boolean tell(Version now) {
    List<Entry> news = new ArrayList<>();
    long first = Math.max(seen.length(), now.length() - MOST_READ);
    long place = first;
    for (Entry entry : talk.store().page(talk.id(), first, MOST_READ).entries()) {
      if (place < now.length() && !talk.store().isOwn(place)) {
        news.add(entry);
      }
      place++;
    }
    if (!news.isEmpty()) {
      screen.say(
          news.size()
              + (news.size() == 1 ? " new message" : " new messages")
              + " of another process in \""
              + talk.id()
              + "\":");
      int more = Math.max(0, news.size() - MOST_SHOWN);
      news.subList(more, news.size()).forEach(entry -> screen.remind(entry.message()));
    }
    return !news.isEmpty();
  }

  private Optional<Version> now() {
    try {
      Optional<ConversationInfo> info = talk.store().info(talk.id());
      told = false;
      return Optional.of(info.map(ConversationInfo::version).orElse(Version.NONE));
    } catch (StoreException e) {
      tell(e);
      return Optional.empty();
    }
  }

  private void tell(StoreException e) {
    if (!told) {
      screen.say("whether others have added something cannot be read: " + e.getMessage());
    }
    told = true;
  }
}
