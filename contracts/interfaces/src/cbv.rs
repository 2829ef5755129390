//! What the GS1 Core Business Vocabulary (CBV 2.0) calls why goods are where they are. A code is one byte: its place in the
//! vocabulary's alphabetical order, counted from 1; 0 is not stated.
//!
//! A name in the vocabulary, such as `BizStep-shipping`, stands for `https://ref.gs1.org/cbv/BizStep-shipping`.

/// What was done to the goods: the 41 business steps of CBV 2.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum BizStep {
    /// Not stated.
    NotStated,
    /// `BizStep-accepting`.
    Accepting,
    /// `BizStep-arriving`.
    Arriving,
    /// `BizStep-assembling`.
    Assembling,
    /// `BizStep-collecting`.
    Collecting,
    /// `BizStep-commissioning`.
    Commissioning,
    /// `BizStep-consigning`.
    Consigning,
    /// `BizStep-creating_class_instance`.
    CreatingClassInstance,
    /// `BizStep-cycle_counting`.
    CycleCounting,
    /// `BizStep-decommissioning`.
    Decommissioning,
    /// `BizStep-departing`.
    Departing,
    /// `BizStep-destroying`.
    Destroying,
    /// `BizStep-disassembling`.
    Disassembling,
    /// `BizStep-dispensing`.
    Dispensing,
    /// `BizStep-encoding`.
    Encoding,
    /// `BizStep-entering_exiting`.
    EnteringExiting,
    /// `BizStep-holding`.
    Holding,
    /// `BizStep-inspecting`.
    Inspecting,
    /// `BizStep-installing`.
    Installing,
    /// `BizStep-killing`.
    Killing,
    /// `BizStep-loading`.
    Loading,
    /// `BizStep-other`.
    Unlisted,
    /// `BizStep-packing`.
    Packing,
    /// `BizStep-picking`.
    Picking,
    /// `BizStep-receiving`.
    Receiving,
    /// `BizStep-removing`.
    Removing,
    /// `BizStep-repackaging`.
    Repackaging,
    /// `BizStep-repairing`.
    Repairing,
    /// `BizStep-replacing`.
    Replacing,
    /// `BizStep-reserving`.
    Reserving,
    /// `BizStep-retail_selling`.
    RetailSelling,
    /// `BizStep-sampling`.
    Sampling,
    /// `BizStep-sensor_reporting`.
    SensorReporting,
    /// `BizStep-shipping`.
    Shipping,
    /// `BizStep-staging_outbound`.
    StagingOutbound,
    /// `BizStep-stock_taking`.
    StockTaking,
    /// `BizStep-stocking`.
    Stocking,
    /// `BizStep-storing`.
    Storing,
    /// `BizStep-transporting`.
    Transporting,
    /// `BizStep-unloading`.
    Unloading,
    /// `BizStep-unpacking`.
    Unpacking,
    /// `BizStep-void_shipping`.
    VoidShipping,
}

/// What state the goods are in since: the 33 dispositions of CBV 2.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum Disposition {
    /// Not stated.
    NotStated,
    /// `Disp-active`.
    Active,
    /// `Disp-available`.
    Available,
    /// `Disp-completeness_inferred`.
    CompletenessInferred,
    /// `Disp-completeness_verified`.
    CompletenessVerified,
    /// `Disp-conformant`.
    Conformant,
    /// `Disp-container_closed`.
    ContainerClosed,
    /// `Disp-container_open`.
    ContainerOpen,
    /// `Disp-damaged`.
    Damaged,
    /// `Disp-destroyed`.
    Destroyed,
    /// `Disp-dispensed`.
    Dispensed,
    /// `Disp-disposed`.
    Disposed,
    /// `Disp-encoded`.
    Encoded,
    /// `Disp-expired`.
    Expired,
    /// `Disp-in_progress`.
    InProgress,
    /// `Disp-in_transit`.
    InTransit,
    /// `Disp-inactive`.
    Inactive,
    /// `Disp-mismatch_class`.
    MismatchClass,
    /// `Disp-mismatch_instance`.
    MismatchInstance,
    /// `Disp-mismatch_quantity`.
    MismatchQuantity,
    /// `Disp-needs_replacement`.
    NeedsReplacement,
    /// `Disp-no_pedigree_match`.
    NoPedigreeMatch,
    /// `Disp-non_conformant`.
    NonConformant,
    /// `Disp-non_sellable_other`.
    NonSellable,
    /// `Disp-partially_dispensed`.
    PartiallyDispensed,
    /// `Disp-recalled`.
    Recalled,
    /// `Disp-reserved`.
    Reserved,
    /// `Disp-retail_sold`.
    RetailSold,
    /// `Disp-returned`.
    Returned,
    /// `Disp-sellable_accessible`.
    SellableAccessible,
    /// `Disp-sellable_not_accessible`.
    SellableNotAccessible,
    /// `Disp-stolen`.
    Stolen,
    /// `Disp-unavailable`.
    Unavailable,
    /// `Disp-unknown`.
    Unknown,
}

/// What kind of document the goods are moved under: the 13 business transaction types of CBV 2.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum BizTransactionType {
    /// No document, or its kind is not stated.
    NotStated,
    /// `BTT-bol`.
    BillOfLading,
    /// `BTT-cert`.
    Certificate,
    /// `BTT-desadv`.
    DespatchAdvice,
    /// `BTT-inv`.
    Invoice,
    /// `BTT-pedigree`.
    Pedigree,
    /// `BTT-po`.
    PurchaseOrder,
    /// `BTT-poc`.
    PurchaseOrderConfirmation,
    /// `BTT-prodorder`.
    ProductionOrder,
    /// `BTT-recadv`.
    ReceivingAdvice,
    /// `BTT-rma`.
    ReturnAuthorisation,
    /// `BTT-testprd`.
    TestProcedure,
    /// `BTT-testres`.
    TestResult,
    /// `BTT-upevt`.
    UploadEvent,
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::scale::{DecodeAll, Encode};

    #[test]
    fn a_code_is_its_place_in_the_vocabulary() {
        assert_eq!(BizStep::NotStated.encode(), [0]);
        assert_eq!(BizStep::Accepting.encode(), [1]);
        assert_eq!(BizStep::Shipping.encode(), [33]);
        assert_eq!(BizStep::VoidShipping.encode(), [41]);
        assert!(BizStep::decode_all(&mut &[42][..]).is_err());
        assert_eq!(Disposition::InTransit.encode(), [15]);
        assert_eq!(Disposition::Unknown.encode(), [33]);
        assert!(Disposition::decode_all(&mut &[34][..]).is_err());
        assert_eq!(BizTransactionType::BillOfLading.encode(), [1]);
        assert_eq!(BizTransactionType::UploadEvent.encode(), [13]);
        assert!(BizTransactionType::decode_all(&mut &[14][..]).is_err());
    }
}
