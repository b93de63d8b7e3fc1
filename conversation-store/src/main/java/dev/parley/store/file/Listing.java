package dev.parley.store.file;

import dev.parley.error.StoreDamagedException;
import dev.parley.error.StoreRefusedException;
import dev.parley.spi.StoreCheck;
import dev.parley.store.ConversationInfo;
import dev.parley.store.ConversationPage;
import dev.parley.store.file.Folder.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lists conversations in the order of their files' names, which is none that means anything, but
 * never changes. Of the folder it holds the names of one share at a time; of the files it reads the
 * first and the last line.
 */
final class Listing {
  /** Met files that are not to be listed, such as those too old, count until that many. */
  private static final int MOST_PASSED = 1000;

  private final Vault vault;
  private final Readings readings;

  Listing(Vault vault, Readings readings) {
    this.vault = vault;
    this.readings = readings;
  }

  ConversationPage page(Optional<String> from, int most) {
    String after = from.orElse("");
    if (from.isPresent() && !Folder.NAME.matcher(after).matches()) {
      throw StoreCheck.noSuchPage();
    }
    return vault.guard(null, () -> collect(after, most));
  }

  private ConversationPage collect(String after, int most)
      throws IOException, InterruptedException {
    List<ConversationInfo> page = new ArrayList<>();
    String last = after;
    int passed = 0;
    for (String share : vault.folder.shares(after.substring(0, Math.min(2, after.length())))) {
      for (String file : vault.folder.files(share)) {
        Optional<String> name = name(file, share);
        if (name.isEmpty() || name.get().compareTo(after) <= 0) {
          continue;
        } else if (page.size() == most || passed == MOST_PASSED) {
          return new ConversationPage(page, Optional.of(last));
        }
        last = name.get();
        Optional<ConversationInfo> info = info(vault.folder.place(last));
        info.ifPresent(page::add);
        passed += info.isPresent() ? 0 : 1;
      }
    }
    return new ConversationPage(page, Optional.empty());
  }

  /** The conversation that a file is. */
  private Optional<String> name(String file, String share)
      throws IOException, InterruptedException {
    int dot = Math.max(0, file.indexOf('.'));
    String name = file.substring(0, dot);
    if (!Folder.NAME.matcher(name).matches() || !name.startsWith(share)) {
      return Optional.empty();
    } else if (file.endsWith(Folder.UNFINISHED)) {
      vault.removeUnfinished(vault.folder.place(name));
    }
    return file.endsWith(Folder.CONVERSATION) ? Optional.of(name) : Optional.empty();
  }

  /** One that is damaged, or that a newer version wrote, does not hide the others. */
  private Optional<ConversationInfo> info(Place place) throws IOException, InterruptedException {
    try {
      return vault.read(place, null, readings::info);
    } catch (StoreDamagedException e) {
      vault.mending.reportUnlisted(place, e);
      return Optional.empty();
    } catch (StoreRefusedException e) {
      if (vault.folder.has(place)) {
        // A newer Parley wrote it. One that others may use is refused by this question, too.
        vault.mending.reportUnlisted(place, e);
      }
      return Optional.empty();
    }
  }
}
