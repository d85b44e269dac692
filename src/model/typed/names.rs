//! The kinds and relations of `graph-data/schema.toml`, and what connects what.
//!
//! Generated: change the schema, then run `UPDATE_EXPECT=1 cargo test --test typed`.

use super::declare::{
    connects, dating, describing, kinds, reading, relations, saying, setting, words,
};
use super::draft::{EdgeDraft, NodeDraft, Said};
use super::{Connects, Link, NodeKind, RelationKind};
use crate::model::NodeId;
pub use crate::model::record::Bound;

kinds! {
    /// An organisation.
    ///
    /// Sub-kinds: `nhs-trust`, `foundation-trust`, `icb`, `sub-icb-location`, `ccg`, `pcn`,
    /// `gp-practice`, `gp-federation`, `council`, `regional-government`, `national-body`,
    /// `department`, `university`, `company`, `charity`, `commission`, `panel`, `office`,
    /// `government`, `association`, `other`.
    Organisation("organisation", "org") {}
    /// A partnership.
    ///
    /// Sub-kinds: `ics`, `ahsc`, `hiec`, `partnership-group`, `cluster`, `vision`, `network`.
    Partnership("partnership", "pship") {}
    /// An unnamed group.
    ///
    /// An unnamed class, such as “32 clinical commissioning groups”: the only way to enter “32 of
    /// something”.
    Group("group", "group") {
        count("count"): Whole;
        bound("bound"): Word Bound;
    }
    /// A programme.
    ///
    /// Sub-kinds: `transformation-programme`, `project`, `platform`.
    Programme("programme", "prog") {}
    /// A person.
    ///
    /// A name and posts only: no contact details, ever.
    Person("person", "person") {}
    /// A place.
    ///
    /// Sub-kinds: `borough`, `district`, `area`, `city`, `region`, `country`, `postcode-area`.
    Place("place", "place") {}
    /// A site.
    ///
    /// Sub-kinds: `hospital`, `health-centre`, `campus`.
    Site("site", "site") {}
    /// A focus.
    ///
    /// Sub-kinds: `focus-area`, `priority`, `challenge`, `aim`, `sector`.
    Focus("focus", "focus") {}
    /// A document.
    ///
    /// Sub-kinds: `press-release`, `news-article`, `web-page`, `plan`, `strategy`, `white-paper`,
    /// `dataset`.
    Document("document", "doc") {
        ///
        /// The day on which a document was published.
        date("date"): Date;
        publisher("publisher"): Text;
        url("url"): Text;
        ///
        /// The name of the stored text, found under the folder given to `plexus check --texts`.
        text("text"): Text;
    }
}

relations! {
    /// The relation *member of*, read from its other end *has member*.
    MemberOf("member-of", "MEMBER_OF") spell {
        class("class"): Word Class;
    }
    /// The relation *part of*, read from its other end *includes*.
    PartOf("part-of", "PART_OF") spell {}
    /// The relation *chairs*, read from its other end *chaired by*.
    Chairs("chairs", "CHAIRS") spell {
        ///
        /// The post's exact title, as the source writes it.
        post("post"): Text;
        interim("interim"): YesNo;
        independent("independent"): YesNo;
        joint("joint"): YesNo;
        deputy("deputy"): YesNo;
    }
    /// The relation *chief executive of*, read from its other end *has chief executive*.
    ChiefExecutiveOf("chief-executive-of", "CHIEF_EXECUTIVE_OF") spell {
        ///
        /// The post's exact title, as the source writes it.
        post("post"): Text;
        interim("interim"): YesNo;
        joint("joint"): YesNo;
        deputy("deputy"): YesNo;
    }
    /// The relation *director of*, read from its other end *has director*.
    DirectorOf("director-of", "DIRECTOR_OF") spell {
        ///
        /// The post's exact title, as the source writes it.
        post("post"): Text;
        interim("interim"): YesNo;
        joint("joint"): YesNo;
        deputy("deputy"): YesNo;
    }
    /// The relation *works at*, read from its other end *has on its staff*.
    WorksAt("works-at", "WORKS_AT") spell {
        ///
        /// The post's exact title, as the source writes it.
        post("post"): Text;
    }
    /// The relation *leads*, read from its other end *led by*.
    Leads("leads", "LEADS") spell {
        ///
        /// The post's exact title, as the source writes it.
        post("post"): Text;
        joint("joint"): YesNo;
    }
    /// The relation *runs*, read from its other end *run by*.
    Runs("runs", "RUNS") spell {}
    /// The relation *covers*, read from its other end *covered by*.
    Covers("covers", "COVERS") spell {}
    /// The relation *located in*, read from its other end *location of*.
    LocatedIn("located-in", "LOCATED_IN") spell {}
    /// The relation *hosts*, read from its other end *hosted by*.
    Hosts("hosts", "HOSTS") spell {}
    /// The relation *centred on*, read from its other end *centre of*.
    CentredOn("centred-on", "CENTRED_ON") spell {}
    /// The relation *focuses on*, read from its other end *focus of*.
    FocusesOn("focuses-on", "FOCUSES_ON") spell {}
    /// The relation *delivers*, read from its other end *delivered by*.
    Delivers("delivers", "DELIVERS") spell {}
    /// The relation *aligned with*, read from its other end *aligns*.
    AlignedWith("aligned-with", "ALIGNED_WITH") spell {}
    /// The relation *advises*, read from its other end *advised by*.
    Advises("advises", "ADVISES") spell {}
    /// The relation *supports*, read from its other end *supported by*.
    Supports("supports", "SUPPORTS") spell {}
    /// The relation *draws members from*, read from its other end *provides members to*.
    DrawsMembersFrom("draws-members-from", "DRAWS_MEMBERS_FROM") spell {}
    /// The relation *one of*, read from its other end *counts among them*.
    OneOf("one-of", "ONE_OF") spell {}
    /// The relation *uses*, read from its other end *used by*.
    Uses("uses", "USES") spell {}
    /// The relation *launched*, read from its other end *launched by*.
    Launched("launched", "LAUNCHED") event {}
    /// The relation *founded*, read from its other end *founded by*.
    Founded("founded", "FOUNDED") event {}
    /// The relation *announced*, read from its other end *announced by*.
    Announced("announced", "ANNOUNCED") event {}
    /// The relation *selected*, read from its other end *selected by*.
    Selected("selected", "SELECTED") event {}
    /// The relation *funds*, read from its other end *funded by*.
    Funds("funds", "FUNDS") spell {
        amount("amount"): Number;
        ///
        /// An ISO 4217 code, such as GBP.
        currency("currency"): Text;
        period("period"): Date;
    }
    /// The relation *commissions*, read from its other end *commissioned by*.
    Commissions("commissions", "COMMISSIONS") spell {
        amount("amount"): Number;
        ///
        /// An ISO 4217 code, such as GBP.
        currency("currency"): Text;
        period("period"): Date;
    }
    /// The relation *directs*, read from its other end *directed by*.
    Directs("directs", "DIRECTS") spell {}
    /// The relation *succeeded by*, read from its other end *succeeds*.
    SucceededBy("succeeded-by", "SUCCEEDED_BY") event {}
    /// The relation *follows from*, read from its other end *led to*.
    FollowsFrom("follows-from", "FOLLOWS_FROM") event {}
    /// The relation *works with*, which reads the same from either end.
    WorksWith("works-with", "WORKS_WITH") spell {
        ///
        /// The party through which two others work together.
        via("via"): Node;
    }
    /// The relation *mentions*, read from its other end *mentioned in*.
    Mentions("mentions", "MENTIONS") spell {}
    /// The relation *same as*, which reads the same from either end.
    SameAs("same-as", "SAME_AS") spell {}
    /// The relation *different from*, which reads the same from either end.
    DifferentFrom("different-from", "DIFFERENT_FROM") spell {}
}

words! {
    /// The words that `class` takes.
    Class {
        Full("full"),
        Associate("associate"),
        Founding("founding"),
        CorePartner("core-partner"),
    }
}

connects! {
    MemberOf: [Organisation, Partnership, Group, Person] => [Organisation, Partnership];
    PartOf: [Organisation, Partnership] => [Organisation, Partnership];
    PartOf: [Programme] => [Partnership, Programme];
    PartOf: [Place] => [Place];
    PartOf: [Focus] => [Programme, Document];
    Chairs: [Person] => [Organisation, Partnership, Group, Programme];
    ChiefExecutiveOf: [Person] => [Organisation, Partnership, Group];
    DirectorOf: [Person] => [Organisation, Partnership, Group, Programme, Site];
    WorksAt: [Person] => [Organisation, Partnership, Group, Programme, Site];
    Leads: [Organisation, Partnership, Group, Person] => [Partnership, Programme];
    Runs: [Organisation, Partnership, Group] => [Organisation, Partnership, Programme, Site];
    Covers: [Organisation, Partnership, Group] => [Place];
    LocatedIn: [Organisation, Partnership, Group, Place, Site] => [Place];
    Hosts: [Organisation, Partnership, Group] => [Partnership];
    CentredOn: [Partnership] => [Site];
    FocusesOn: [Organisation, Partnership, Group, Programme] => [Focus];
    Delivers: [Organisation, Partnership, Group] => [Partnership, Programme, Document];
    AlignedWith: [Organisation, Partnership, Group, Programme] => [Document];
    Advises: [Organisation, Partnership, Group, Person] => [Organisation, Partnership, Group];
    Supports: [Organisation, Partnership, Group] => [Partnership, Programme];
    DrawsMembersFrom: [Partnership] => [Partnership];
    OneOf: [Organisation, Partnership, Group, Programme, Person, Place, Site, Focus, Document] => [Group];
    Uses: [Organisation, Partnership, Group, Programme] => [Programme];
    Launched: [Organisation, Partnership, Group] => [Organisation, Partnership, Group, Programme, Document];
    Founded: [Organisation, Partnership, Group] => [Organisation, Partnership, Group, Programme, Document];
    Announced: [Organisation, Partnership, Group] => [Organisation, Partnership, Group, Programme, Document];
    Selected: [Organisation, Partnership, Group] => [Organisation, Partnership, Group, Programme, Document];
    Funds: [Organisation, Partnership, Group] => [Organisation, Partnership, Group, Programme];
    Commissions: [Organisation, Partnership] => [Organisation, Partnership, Site];
    Directs: [Organisation, Partnership] => [Organisation, Partnership];
    SucceededBy: [Organisation, Partnership] => [Organisation, Partnership];
    FollowsFrom: [Partnership, Programme, Document] => [Organisation, Partnership, Group, Document];
    WorksWith: [Organisation, Partnership, Group] => [Organisation, Partnership, Group];
    Mentions: [Document] => [Organisation, Partnership, Group, Programme, Person, Place, Site, Focus, Document];
    SameAs: same;
    DifferentFrom: same;
}
